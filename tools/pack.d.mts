/** Packs the package, built first if it has to be, into a folder; the path of the tarball. */
export function pack(folder: string): Promise<string>;

/** Builds dist/, unless it is newer than everything it is made of. */
export function build(): Promise<void>;
