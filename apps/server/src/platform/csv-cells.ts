import { parseDecimal } from '@barrow/kernel';
import type { CsvRejection, CsvRow } from './csv-table.ts';

/**
 * Reads the cells of a line. Each answer is undefined when the column is missing, when the cell is empty where that can mean nothing,
 * or when it cannot be read; then the first such cell is the line's `rejection`.
 */
export type Cells<Column extends string> = {
  readonly line: number;
  /** As it stands, which may be empty. */
  text(column: Column): string | undefined;
  /** Without outer spaces, never empty. */
  word(column: Column): string | undefined;
  /** The same; refuses an empty or missing cell and answers ''. */
  required(column: Column): string;
  /** A decimal as an integer scaled by 10^digits. */
  decimal(column: Column, digits: number): number | undefined;
  /** A number that is no money and no quantity, as JavaScript writes it. */
  real(column: Column): number | undefined;
  /** `HH:MM` as minutes after midnight. */
  clock(column: Column): number | undefined;
  truth(column: Column): boolean | undefined;
  /** Null for an empty cell. */
  orNull<T>(column: Column, read: () => T | undefined): T | null | undefined;
  refuse(column: Column | null, problem: string): void;
  rejection(): CsvRejection | undefined;
};

export const weekdayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const;

/** 1 (Monday) to 7, or 0 for what is no weekday. */
export function readWeekday(text: string): number {
  return weekdayNames.findIndex((name) => name.toLowerCase() === text.trim().toLowerCase()) + 1;
}

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

/** Minutes after midnight of `HH:MM`; beyond 24:00 on the next day, up to 48:00. */
export function readClock(text: string): number | undefined {
  const match = /^(\d{1,2}):([0-5]\d)$/.exec(text);
  const minutes = Number(match?.[1]) * 60 + Number(match?.[2]);
  return minutes <= 2880 ? minutes : undefined;
}

export function writeClock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

export function cellsOf<Column extends string>(row: CsvRow<Column>): Cells<Column> {
  let first: CsvRejection | undefined;
  const refuse = (column: Column | null, problem: string): undefined => {
    first ??= { line: row.line, column, problem };
  };
  const text = (column: Column): string | undefined => row.cells[column];
  const word = (column: Column): string | undefined => text(column)?.trim() || undefined;
  return {
    line: row.line,
    text,
    word,
    refuse,
    rejection: () => first,
    required: (column) => word(column) ?? refuse(column, 'is required') ?? '',
    decimal(column, digits) {
      const found = word(column);
      if (found === undefined) return undefined;
      const parsed = parseDecimal(row.hasDecimalComma ? found.replace(',', '.') : found, digits);
      if (parsed.ok) return parsed.value;
      if (parsed.reason === 'too-precise')
        return refuse(column, `${found} has more than ${digits} digits after the point`);
      return refuse(column, `${found} is no number such as 4.95`);
    },
    real(column) {
      const found = word(column);
      if (found === undefined) return undefined;
      const number = row.hasDecimalComma ? found.replace(',', '.') : found;
      return /^\d+(\.\d+)?(e-?\d+)?$/.test(number)
        ? Number(number)
        : refuse(column, `${found} is no number such as 1.5`);
    },
    clock(column) {
      const found = word(column);
      return found === undefined
        ? undefined
        : (readClock(found) ?? refuse(column, `${found} is no time such as 04:00`));
    },
    truth(column) {
      const found = word(column)?.toLowerCase();
      return found === undefined ? undefined : (truths[found] ?? refuse(column, `${found} is neither true nor false`));
    },
    orNull: (column, read) => (text(column)?.trim() === '' ? null : read()),
  };
}
