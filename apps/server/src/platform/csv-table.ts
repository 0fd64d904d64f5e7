import { createCsvReader, type CsvRecord } from '../import/csv-records.ts';
import { cellText } from './csv.ts';
import { fault } from './fault.ts';

/** Why a line of a file was not stored. `column` is null when the whole line is meant. */
export type CsvRejection = { readonly line: number; readonly column: string | null; readonly problem: string };

/** A line of a table. A cell is undefined when the file does not have its column. */
export type CsvRow<Column extends string> = {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
  /** Whether 4,95 is a number: a file with semicolons comes from where the comma is the decimal sign. */
  readonly hasDecimalComma: boolean;
};

export type CsvColumns<Column extends string> = {
  readonly all: readonly Column[];
  /** What the header must name. */
  readonly required: readonly Column[];
};

/**
 * Reads a table with a header line: comma or semicolon (told by the header), columns in any order. Empty lines are passed over; lines
 * whose quotes or number of cells are wrong are rejected one by one. Throws IMPORT_FILE for a header that is missing, names a
 * column that is not known or twice, or lacks a required one.
 */
export function readCsvTable<Column extends string>(
  text: string,
  columns: CsvColumns<Column>,
): { rows: CsvRow<Column>[]; rejected: CsvRejection[] } {
  const whole = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const delimiter = delimiterOf(whole);
  const reader = createCsvReader(delimiter);
  const [header, ...records] = [...reader.push(whole), ...reader.end()].filter((one) =>
    one.fields.some((f) => f !== ''),
  );
  if (header === undefined) throw refused('The file is empty. Its first line names the columns.', []);
  const names = namesOf(header, columns);
  const rows: CsvRow<Column>[] = [];
  const rejected: CsvRejection[] = [];
  for (const { line, fields, malformed } of records) {
    const problem = malformed ?? problemOf(fields, names);
    if (problem !== undefined) {
      rejected.push({ line, column: null, problem });
      continue;
    }
    const cells: Partial<Record<Column, string>> = {};
    names.forEach((name, index) => {
      cells[name] = cellText(fields[index] ?? '');
    });
    rows.push({ line, cells, hasDecimalComma: delimiter === ';' });
  }
  return { rows, rejected };
}

/** The one of comma and semicolon that the header has more of. */
function delimiterOf(text: string): ',' | ';' {
  const header = /[^\r\n]+/.exec(text)?.[0] ?? '';
  return header.split(';').length > header.split(',').length ? ';' : ',';
}

function namesOf<Column extends string>(header: CsvRecord, { all, required }: CsvColumns<Column>): Column[] {
  const problems: string[] = [];
  const names: Column[] = [];
  for (const field of header.fields) {
    const asked = cellText(field).trim().toLowerCase().replaceAll(' ', '_');
    const known = all.find((column) => column === asked);
    if (known === undefined) problems.push(`"${field.trim()}" is no column of this table`);
    else if (names.includes(known)) problems.push(`the column ${known} stands there twice`);
    else names.push(known);
  }
  for (const column of required) if (!names.includes(column)) problems.push(`the column ${column} is missing`);
  if (problems.length > 0)
    throw refused(`The header is wrong: ${problems.slice(0, 20).join('; ')}. Columns: ${all.join(', ')}.`, problems);
  return names;
}

function refused(message: string, problems: readonly string[]) {
  return fault(
    'unprocessable',
    'IMPORT_FILE',
    message,
    problems.slice(0, 20).map((detail) => ({ pointer: '/csv/header', detail })),
  );
}

function problemOf(fields: readonly string[], names: readonly string[]): string | undefined {
  if (fields.length === names.length) return undefined;
  return `has ${fields.length} cells, but the header has ${names.length}: is a comma inside a text not in quotes?`;
}
