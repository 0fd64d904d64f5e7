import { checkItems, tick } from './limits.ts';
import { isArray, type ExactValue } from './value.ts';

type Level = { readonly items: readonly ExactValue[]; readonly left: number; next: number };

/** Arrays within arrays down to `depth` put into one. A loop, since values may be nested deeper than the stack. */
export function flattened(items: readonly ExactValue[], depth: number): ExactValue[] {
  const result: ExactValue[] = [];
  const open: Level[] = [{ items, left: depth, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    if (level.next === level.items.length) {
      open.pop();
      continue;
    }
    const item = level.items[level.next] ?? null;
    level.next += 1;
    tick();
    if (isArray(item) && level.left > 0) open.push({ items: item, left: level.left - 1, next: 0 });
    else result.push(item);
  }
  checkItems(result.length);
  return result;
}
