import type { Item } from '@barrow/contracts';
import type { Tx } from '../../platform/postgres.ts';
import { readAssortment, readItems } from '../catalogue/index.ts';
import { readPositions } from '../stock/index.ts';
import { readSupplyTerms, type SupplyTerm } from '../supply/index.ts';

/** An item that is planned at a location, and where it comes from. */
export type PlannedItem = {
  readonly item: Item;
  readonly term: SupplyTerm;
  readonly capacityMilli: number | null;
  readonly minimumMilli: number;
};

/** The active items that a location carries, or that ever moved there when nobody said what it carries, and that some supplier sells. By supplier and item. */
export async function readPlannedItems(tx: Tx, locationId: string): Promise<PlannedItem[]> {
  const assortment = await readAssortment(tx, locationId);
  const carried =
    assortment.length > 0
      ? assortment
      : [...(await readPositions(tx, locationId)).values()].map(({ itemId }) => ({
          itemId,
          minimumMilli: 0,
          capacityMilli: null,
        }));
  const itemIds = carried.map(({ itemId }) => itemId);
  const terms = new Map((await readSupplyTerms(tx, itemIds)).map((term) => [term.itemId, term]));
  const items = await readItems(tx, [...terms.keys()]);
  return carried
    .flatMap(({ itemId, minimumMilli, capacityMilli }) => {
      const term = terms.get(itemId);
      const item = items.get(itemId);
      if (term === undefined || item?.status !== 'active') return [];
      return [{ item, term, minimumMilli, capacityMilli }];
    })
    .toSorted((a, b) => (a.term.supplierId + a.item.itemId < b.term.supplierId + b.item.itemId ? -1 : 1));
}
