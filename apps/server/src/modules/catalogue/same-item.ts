import { isDeepStrictEqual } from 'node:util';
import type { Item, ItemInput } from '@barrow/contracts';
import { codesOf } from './items.ts';

/** Whether storing an input would leave the item as it is. Codes have no order, and one that is given twice is stored once. */
export function isSameItem(item: Item, input: ItemInput): boolean {
  const { id: _id, ...given } = input;
  return isDeepStrictEqual(comparable(item), comparable({ ...item, ...given }));
}

function comparable(item: Item) {
  const codes = new Map(codesOf(item).map(({ code, kind }) => [code, kind]));
  return { ...item, gtins: [], otherCodes: [], codes };
}
