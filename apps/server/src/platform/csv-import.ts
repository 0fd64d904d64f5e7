import { Type, type Static } from 'typebox';
import type { ActionContext, OpenContext } from './action.ts';
import type { CsvRejection } from './csv-table.ts';

/** The input of an import: the file. */
export const CsvInput = Type.Object(
  { csv: Type.String({ description: 'The file: UTF-8, comma or semicolon, a header line' }) },
  { additionalProperties: false },
);

export const ImportReport = Type.Object({
  created: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  rejected: Type.Array(
    Type.Object({
      line: Type.Integer({ description: 'Where in the file, from 1' }),
      column: Type.Union([Type.String(), Type.Null()]),
      problem: Type.String(),
    }),
  ),
});
export type ImportReport = Static<typeof ImportReport>;

/** What became of some lines. */
export type ImportedPart = {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: readonly CsvRejection[];
};

const rowsInPart = 500;

/**
 * Imports rows in parts, each in a transaction of its own, so that an import of any size holds nobody up; the good rows of a part are
 * stored whatever becomes of others. `rejected` are lines that were refused before. The audit log gets the figures of the whole.
 */
export async function importInParts<Row>(
  ctx: OpenContext,
  groups: readonly (readonly Row[])[],
  rejected: readonly CsvRejection[],
  store: (part: ActionContext, rows: readonly Row[]) => Promise<ImportedPart>,
): Promise<ImportReport> {
  const report = { created: 0, changed: 0, unchanged: 0, rejected: [...rejected] };
  for (const rows of groups) {
    for (let from = 0; from < rows.length; from += rowsInPart) {
      const part = await ctx.inTransaction((inner) => store(inner, rows.slice(from, from + rowsInPart)));
      report.created += part.created;
      report.changed += part.changed;
      report.unchanged += part.unchanged;
      report.rejected.push(...part.rejected);
    }
  }
  report.rejected.sort((a, b) => a.line - b.line);
  await ctx.inTransaction(async (inner) =>
    inner.audit({ subjectId: null, after: { ...report, rejected: report.rejected.length } }),
  );
  return report;
}
