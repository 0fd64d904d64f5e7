import { Type, type TSchema } from 'typebox';
import type { AppError } from '@barrow/kernel';
import { fault } from './fault.ts';

/** The fields of every list's input. */
export const pageInput = {
  cursor: Type.Optional(Type.String({ maxLength: 500, description: 'nextCursor of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Entries a page, 50 unless told' })),
};

/** The output of every list: a page and the cursor of the next, absent on the last. */
export const pageOf = <S extends TSchema>(entry: S) =>
  Type.Object({ items: Type.Array(entry), nextCursor: Type.Optional(Type.String()) });

export type CursorValue = string | number | null;

/** The key of the last entry that was given out, or undefined at the start. `length` is how many parts this list's key has. */
export function readCursor(cursor: string | undefined, length: number): CursorValue[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(parsed) &&
      parsed.length === length &&
      parsed.every((v): v is CursorValue => v === null || typeof v === 'string' || typeof v === 'number')
    ) {
      return parsed;
    }
  } catch {
    // falls through to the same answer
  }
  throw cursorFault();
}

/** For a cursor that cannot be read, or that the database cannot: one that this list did not give out. */
export function cursorFault(cause?: unknown): AppError {
  return fault(
    'invalid',
    'CURSOR_INVALID',
    'The cursor is not one that this list gave out. Leave it out to begin anew.',
    [{ pointer: '/cursor', detail: 'is not usable' }],
    cause,
  );
}

/** Cuts a page out of rows that were read with `limit + 1`, and makes the cursor of the next from the last entry's key. */
export function pageFrom<R, T>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => readonly CursorValue[],
  toItem: (row: R) => T,
): { items: T[]; nextCursor?: string } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const items = page.map(toItem);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') };
}

export const defaultLimit = 50;
