/** The folder of the pages. */
export const FOLDER: string;
/** The pages as they should be: Markdown by file name. */
export function apiReference(): Promise<ReadonlyMap<string, string>>;
