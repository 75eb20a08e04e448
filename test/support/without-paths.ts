/** A message with the names of files in the place of their paths, lines and columns. */
export const withoutPaths = (text: string): string => text.replaceAll(/(?<=\s)\/\S*\/([\w.-]+):\d+:\d+/g, '$1');
