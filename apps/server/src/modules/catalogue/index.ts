import type { RegisteredAction } from '../../platform/action.ts';
import type { Tx } from '../../platform/postgres.ts';
import { catalogueActions } from './actions.ts';
import { createItemResolver, type ItemReference, type Resolver } from './resolve.ts';
import { createTaxReader, type TaxTable } from './taxes.ts';

export type { ResolvedItem, Resolver } from './resolve.ts';
export type { TaxTable } from './taxes.ts';
export { readAssortment } from './assortment.ts';
export { readPromotions } from './promotion-actions.ts';
export { pricesAt } from './prices.ts';
export { itemIdsBySku, normaliseCode, readItem, readItems, requireItems, saveItems } from './items.ts';

export type Catalogue = {
  readonly actions: readonly RegisteredAction[];
  /** Finds the items of a batch of sales; what nobody knows is answered as an unidentified item without an id, and not made. */
  findItems(tx: Tx, references: readonly ItemReference[]): Promise<Resolver>;
  /** Finds the items of a batch of sales; makes an unidentified item for each that nobody knows. */
  resolveItems(tx: Tx, references: readonly ItemReference[]): Promise<Resolver>;
  /** The tax table of the transaction's organisation. */
  readTaxes(tx: Tx): Promise<TaxTable>;
};

export function createCatalogue(nowMs: () => number): Catalogue {
  return { actions: catalogueActions, ...createItemResolver(nowMs), readTaxes: createTaxReader(nowMs) };
}
