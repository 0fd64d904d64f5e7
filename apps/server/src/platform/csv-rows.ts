import type { FieldProblem } from '@barrow/kernel';
import type { CsvRejection, CsvRow } from './csv-table.ts';

/** The fields that are not undefined: what an input leaves out stays as it was. */
export function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A problem of an input's field as one of a line's column; `columns` says which column a field comes from. */
export function rejectionOf(
  line: number,
  { pointer, detail }: FieldProblem,
  columns: Readonly<Record<string, string>>,
): CsvRejection {
  return { line, column: columns[pointer.split('/')[1] ?? ''] ?? null, problem: detail };
}

/** Takes out lines whose key came before in the file: which of them is meant, only its author knows. Lines without a key stay in. */
export function withoutRepeats<Column extends string>(
  rows: readonly CsvRow<Column>[],
  column: Column,
  keyOf: (row: CsvRow<Column>) => string,
): { rows: CsvRow<Column>[]; repeats: CsvRejection[] } {
  const firstLine = new Map<string, number>();
  const repeats: CsvRejection[] = [];
  const kept = rows.filter((row) => {
    const key = keyOf(row);
    const first = firstLine.get(key);
    if (key === '' || first === undefined) {
      firstLine.set(key, row.line);
      return true;
    }
    repeats.push({
      line: row.line,
      column,
      problem: `${row.cells[column]?.trim() ?? ''} came before, on line ${first}`,
    });
    return false;
  });
  return { rows: kept, repeats };
}
