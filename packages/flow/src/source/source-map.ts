import { segmentsOf, type Pointer } from '../definition/pointer.ts';
import type { LineIndex } from './line-index.ts';
import type { Position } from './problem.ts';

/** Where a value stands in the text. `keyAt` is where its key begins, the same as `at` in a list. */
export type Place = { readonly at: number; readonly end: number; readonly keyAt: number };

/** Finds positions of values, and of characters within texts. */
export type SourceMap = {
  /** Where the value of a pointer begins; of a pointer that leads nowhere, its nearest ancestor. */
  readonly positionOf: (pointer: Pointer) => Position;
  /** Where its key begins. */
  readonly keyPositionOf: (pointer: Pointer) => Position;
  /** Where character `index` of a text value is written, through quotes, escapes and folded lines. */
  readonly positionWithin: (pointer: Pointer, value: string, index: number) => Position;
};

export function createSourceMap(text: string, places: ReadonlyMap<Pointer, Place>, lines: LineIndex): SourceMap {
  const nearest = (pointer: Pointer): Place => {
    let current = pointer;
    for (let left = segmentsOf(pointer).length; left >= 0; left -= 1) {
      const place = places.get(current);
      if (place !== undefined) return place;
      current = current.slice(0, Math.max(0, current.lastIndexOf('/')));
    }
    return { at: 0, end: 0, keyAt: 0 };
  };
  return {
    positionOf: (pointer) => lines(nearest(pointer).at),
    keyPositionOf: (pointer) => lines(nearest(pointer).keyAt),
    positionWithin: (pointer, value, index) => {
      const { at, end } = nearest(pointer);
      return lines(at + offsetWithin(text.slice(at, end), value, index));
    },
  };
}

/**
 * The offset in `written` at which character `index` of `value` stands. Walks both together and passes over what only the writing
 * has: quotes, the header of a block, indentation, backslashes, line breaks that were folded.
 */
function offsetWithin(written: string, value: string, index: number): number {
  let at = /^[|>][^\n]*\n/.exec(written)?.[0].length ?? 0;
  if (at === 0 && /^["']/.test(written)) at = 1;
  for (let done = 0; done < index && at < written.length; done += 1) {
    at = nextSame(written, at, value[done]!);
    at += 1;
  }
  const wanted = value[index];
  return Math.min(wanted === undefined ? at : nextSame(written, at, wanted), Math.max(0, written.length - 1));
}

function nextSame(written: string, from: number, wanted: string): number {
  let at = from;
  const isSpace = wanted === ' ' || wanted === '\n' || wanted === '\t';
  while (at < written.length && written[at] !== wanted) {
    const here = written[at]!;
    const skips = here === '\\' || here === ' ' || here === '\t' || here === '\n' || here === '\r' || here === '"';
    if (isSpace && (here === '\n' || here === ' ')) return at;
    if (!skips) return at;
    at += 1;
  }
  return at;
}
