import { readFileSync } from 'node:fs';

/** Puts the code of the line in place of each position `file:line:column`: `at <await handle.wait();>`. */
export function withSourceLines<Text extends string | undefined>(text: Text): Text {
  return text?.replaceAll(/(\/[^\s:]+\.ts):(\d+):\d+/g, (_, file: string, line: string) => {
    return `<${readFileSync(file, 'utf8').split('\n')[Number(line) - 1]?.trim()}>`;
  }) as Text;
}
