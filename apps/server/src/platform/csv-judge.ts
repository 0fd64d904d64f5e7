import type { Static, TSchema } from 'typebox';
import { cellsOf, type Cells } from './csv-cells.ts';
import { rejectionOf } from './csv-rows.ts';
import type { CsvRejection, CsvRow } from './csv-table.ts';
import type { Parser } from './schema.ts';

/** How a table's rows become inputs. */
export type Judge<Column extends string, S extends TSchema, Stored> = {
  readonly parser: Parser<S>;
  /** Which column each field of the input comes from. */
  readonly columnOf: Readonly<Record<string, string>>;
  /** What is stored already of what a row means. */
  readonly beforeOf: (cells: Cells<Column>) => Stored | undefined;
  /** A row as an input, still to be checked; refuses cells that cannot be read. */
  readonly candidateOf: (cells: Cells<Column>, before: Stored | undefined) => Record<string, unknown>;
  readonly isSame: (before: Stored, input: Static<S>) => boolean;
};

/** Parts rows into those to be stored, those that change nothing and those that are refused. */
export function judgeRows<Column extends string, S extends TSchema, Stored>(
  rows: readonly CsvRow<Column>[],
  judge: Judge<Column, S, Stored>,
) {
  const wanted: { readonly line: number; readonly input: Static<S> }[] = [];
  const rejected: CsvRejection[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const cells = cellsOf(row);
    const before = judge.beforeOf(cells);
    const check = judge.parser.check(judge.candidateOf(cells, before));
    const rejection = cells.rejection();
    if (rejection !== undefined) rejected.push(rejection);
    else if (!check.ok)
      rejected.push(rejectionOf(row.line, check.problems[0] ?? { pointer: '', detail: 'is wrong' }, judge.columnOf));
    else if (before !== undefined && judge.isSame(before, check.value)) unchanged += 1;
    else wanted.push({ line: row.line, input: check.value });
  }
  return { wanted, unchanged, rejected };
}
