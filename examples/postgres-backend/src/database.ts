/** Where statements run: a database, or a transaction in it. */
export interface Session {
  /** Runs one statement with parameters `$1`, `$2`, ... The statements of this example select text and nothing else. */
  query<Row extends TextRow>(statement: string, parameters?: readonly string[]): Promise<readonly Row[]>;
  /** Runs a script of several statements without parameters. */
  execute(script: string): Promise<void>;
}

/** A row whose columns were all selected as text, which every driver hands out alike. */
export type TextRow = Readonly<Record<string, string | null>>;

/** All that this example asks of a driver. Its errors carry the SQLSTATE as `code`. */
export interface Database extends Session {
  /** Runs `work` in a transaction at READ COMMITTED; rolls it back if `work` rejects. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
