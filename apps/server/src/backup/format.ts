/**
 * A backup is a gzip of text: a header line, then for each table a line with its name and columns, its rows as PostgreSQL's COPY writes
 * them, and a line `\.`; last a line that says it is whole. Rows never hold a bare `\.` line: COPY escapes backslashes.
 */
export type BackupHeader = {
  readonly barrowBackup: 1;
  readonly takenAt: string;
  readonly migrations: number;
  readonly epoch: number;
};
export type TableHeader = { readonly table: string; readonly columns: readonly string[] };
export type BackupEnd = { readonly end: true; readonly tables: number };

export const endOfTable = '\\.';

function field(value: object, key: string): unknown {
  return Reflect.get(value, key);
}

function parseLine(line: string): object {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== 'object' || parsed === null) throw new Error('not an object');
  return parsed;
}

/** The header of a backup, or undefined when the line is none. */
export function parseHeader(line: string): BackupHeader | undefined {
  try {
    const parsed = parseLine(line);
    const [version, takenAt, migrations, epoch] = ['barrowBackup', 'takenAt', 'migrations', 'epoch'].map((key) =>
      field(parsed, key),
    );
    if (version !== 1 || typeof takenAt !== 'string' || typeof migrations !== 'number' || typeof epoch !== 'number')
      return undefined;
    return { barrowBackup: 1, takenAt, migrations, epoch };
  } catch {
    return undefined;
  }
}

/** What follows a table: the next table, or the end. Throws when the line is neither. */
export function parseSection(line: string): TableHeader | BackupEnd {
  const parsed = parseLine(line);
  const tables = field(parsed, 'tables');
  if (field(parsed, 'end') === true && typeof tables === 'number') return { end: true, tables };
  const table = field(parsed, 'table');
  const columns = field(parsed, 'columns');
  if (typeof table !== 'string' || !Array.isArray(columns)) throw new Error('neither a table nor the end');
  return { table, columns: columns.map(String) };
}
