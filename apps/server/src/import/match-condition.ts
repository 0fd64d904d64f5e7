import { mappingFault, type Condition } from './mapping.ts';
import type { Layout } from './recognise-layout.ts';

/** What a condition may look at. */
export type Judged = { readonly fields: readonly string[]; readonly qtyMilli: number; readonly priceMicro: number };
export type Matcher = (line: Judged) => boolean;

const signs: Readonly<Record<string, (value: number) => boolean>> = {
  negative: (value) => value < 0,
  zero: (value) => value === 0,
  positive: (value) => value > 0,
};

function textMatcher(wanted: string | readonly string[], pointer: string): (text: string) => boolean {
  if (typeof wanted !== 'string') {
    const values = new Set(wanted.map((value) => value.trim().toUpperCase()));
    return (text) => values.has(text.trim().toUpperCase());
  }
  let pattern: RegExp;
  try {
    pattern = new RegExp(wanted, 'u');
  } catch (error) {
    throw mappingFault(`${pointer}: "${wanted}" is no regular expression.`, pointer, 'is no regular expression', error);
  }
  return (text) => pattern.test(text.trim());
}

function matcherOf(name: string, wanted: string | readonly string[], layout: Layout, pointer: string): Matcher {
  if (name === 'quantity' || name === 'price') {
    const judge = typeof wanted === 'string' ? signs[wanted] : undefined;
    if (judge === undefined)
      throw mappingFault(`${pointer} wants negative, zero or positive.`, pointer, 'wants negative, zero or positive');
    return name === 'quantity' ? (line) => judge(line.qtyMilli) : (line) => judge(line.priceMicro);
  }
  const known: ReadonlyMap<string, number> = new Map<string, number>([...layout.also, ...layout.positions]);
  const position = known.get(name);
  if (position === undefined)
    throw mappingFault(
      `${pointer} names ${name}, which is neither a field of columns nor one of alsoColumns.`,
      pointer,
      'names no column',
    );
  const matches = textMatcher(wanted, pointer);
  return (line) => matches(line.fields[position] ?? '');
}

/** Compiles a condition: true when all of its parts are. Throws IMPORT_MAPPING that points at the part which is wrong. */
export function compileCondition(condition: Condition, layout: Layout, pointer: string): Matcher {
  const parts = Object.entries(condition).map(([name, wanted]) =>
    matcherOf(name, wanted, layout, `${pointer}/${name}`),
  );
  return (line) => parts.every((part) => part(line));
}
