import type { Item } from '@barrow/contracts';
import type { Tx } from '../../platform/postgres.ts';
import { readAssortment, readItems } from '../catalogue/index.ts';
import { readLocations } from '../network/index.ts';
import { readAverageCosts, readPositions } from '../stock/index.ts';
import { readSupplyTerms, type SupplyTerm } from '../supply/index.ts';
import { createSourceFinder, readSources, type SendingSource } from './sources.ts';

/** An item that is planned at a location, and where it comes from. */
export type PlannedItem = {
  readonly item: Item;
  /** For what another location sends, its `supplierId` names the source's rule: items with the same are planned together. */
  readonly term: SupplyTerm;
  /** Set for what another location sends. */
  readonly source: (SendingSource & { readonly fromName: string }) | undefined;
  readonly capacityMilli: number | null;
  readonly minimumMilli: number;
};

/** The active items that a location carries, or that ever moved there when nobody said what it carries, and that some supplier sells or some location sends. By source and item. */
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
  const sourceOf = createSourceFinder(await readSources(tx, locationId));
  const sentIds = itemIds.filter((itemId) => sourceOf(itemId) !== undefined);
  const fromIds = [...new Set(sentIds.flatMap((itemId) => sourceOf(itemId)?.fromLocationId ?? []))];
  const senders = await readLocations(tx, fromIds);
  const costs = await readAverageCosts(tx, fromIds, sentIds);
  const items = await readItems(tx, [...new Set([...terms.keys(), ...sentIds])]);
  return carried
    .flatMap(({ itemId, minimumMilli, capacityMilli }) => {
      const sending = sourceOf(itemId);
      const sender = sending === undefined ? undefined : senders.get(sending.fromLocationId);
      const source = sending === undefined || sender === undefined ? undefined : { ...sending, fromName: sender.name };
      const costMicro = costs.get(`${source?.fromLocationId}:${itemId}`) ?? 0;
      const term =
        source === undefined ? terms.get(itemId) : transferTerm(source, itemId, costMicro, sender?.currency ?? '');
      const item = items.get(itemId);
      if (term === undefined || item?.status !== 'active') return [];
      return [{ item, term, source, minimumMilli, capacityMilli }];
    })
    .toSorted((a, b) => (a.term.supplierId + a.item.itemId < b.term.supplierId + b.item.itemId ? -1 : 1));
}

/** A transfer on the terms of an order: at the sender's cost, in the source's packs, without a minimum. */
function transferTerm(source: SendingSource, itemId: string, costMicro: number, currency: string): SupplyTerm {
  return {
    supplierId: `${source.fromLocationId}/${source.itemId ?? ''}`,
    itemId,
    supplierItemCode: '',
    costMicro,
    currency,
    packMilli: source.packMilli,
    minimumMilli: 0,
    leadTimeDays: null,
    leadTimeSdDays: null,
    preferred: true,
  };
}
