/**
 * Where a quantity of an item can be. `on_hand` is of one location, `in_transit` of the location that will receive;
 * the others stand for the world outside and for the reasons by which stock and books part.
 * `cost_difference` never holds a quantity, only value.
 */
export const accounts = [
  'on_hand',
  'in_transit',
  'supplier',
  'customer',
  'waste',
  'count_difference',
  'adjustment',
  'opening',
  'cost_difference',
] as const;
export type Account = (typeof accounts)[number];

export const moveKinds = [
  'opening',
  'sale',
  'return',
  'void',
  'receipt',
  'transfer_out',
  'transfer_in',
  'transfer_loss',
  'count',
  'waste',
  'adjustment',
  'cost_difference',
] as const;
export type MoveKind = (typeof moveKinds)[number];

export type Route = { readonly from: Account; readonly to: Account };

/**
 * The routes of a kind: `up` when the on-hand of its location grows (or stays as it is), `down` when it shrinks. A kind without
 * one of them cannot go that way. `void` reverses a sale (up) or a return (down); a receipt that goes down is goods
 * sent back to the supplier. `transfer_loss` that leaves on-hand alone is `lossRoutes`; going up, the goods came back to the sender.
 */
export const routes: Readonly<Record<MoveKind, { readonly up?: Route; readonly down?: Route }>> = {
  opening: bothWays('opening'),
  sale: { down: { from: 'on_hand', to: 'customer' } },
  return: { up: { from: 'customer', to: 'on_hand' } },
  void: bothWays('customer'),
  receipt: bothWays('supplier'),
  transfer_out: { down: { from: 'on_hand', to: 'in_transit' } },
  transfer_in: { up: { from: 'in_transit', to: 'on_hand' } },
  transfer_loss: { up: { from: 'in_transit', to: 'on_hand' } },
  count: bothWays('count_difference'),
  waste: { down: { from: 'on_hand', to: 'waste' } },
  adjustment: bothWays('adjustment'),
  cost_difference: bothWays('cost_difference'),
};

/** Goods that were lost on the way leave transit for waste; more arriving than was sent comes the other way. */
export const lossRoutes: { readonly lost: Route; readonly found: Route } = {
  lost: { from: 'in_transit', to: 'waste' },
  found: { from: 'waste', to: 'in_transit' },
};

function bothWays(other: Account): { readonly up: Route; readonly down: Route } {
  return { up: { from: other, to: 'on_hand' }, down: { from: 'on_hand', to: other } };
}
