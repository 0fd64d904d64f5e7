import type { RegisteredAction } from '../../platform/action.ts';
import { assortmentActions } from './assortment-actions.ts';
import { catalogueCsvActions } from './csv-actions.ts';
import { itemActions } from './item-actions.ts';
import { priceActions } from './price-actions.ts';
import { promotionActions } from './promotion-actions.ts';

export const catalogueActions: readonly RegisteredAction[] = [
  ...itemActions,
  ...priceActions,
  ...promotionActions,
  ...assortmentActions,
  ...catalogueCsvActions,
];
