import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBusyShop } from '../testing/busy-shop.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import type { DifferenceKind } from './difference.ts';
import { verify } from './verify.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await createTestHouse();
  await runBusyShop(house);
});
afterAll(() => house.close());

it('finds no difference after everything that moves stock and money', async () => {
  expect(await verify(house.house.database, house.orgId)).toEqual([]);
  const [moves] = await house.sql<{ kinds: string[] }>(
    `select array_agg(distinct kind order by kind) as kinds from stock.move`,
  );
  expect(moves?.kinds).toEqual(
    expect.arrayContaining([
      'adjustment',
      'cost_difference',
      'count',
      'opening',
      'receipt',
      'return',
      'sale',
      'transfer_in',
      'transfer_loss',
      'transfer_out',
      'void',
      'waste',
    ]),
  );
});

it('finds nothing in an organisation without anything', async () => {
  const other = await house.anotherOrganisation();
  expect(await verify(house.house.database, other.orgId)).toEqual([]);
});

/** Table, what corrupts it, and a difference that must be told. */
const corruptions: readonly [string, string, DifferenceKind, string][] = [
  [
    'stock.balance',
    'update stock.balance set on_hand_milli = on_hand_milli + 1 where ctid = FIRST',
    'balance',
    'onHandMilli',
  ],
  [
    'stock.balance',
    'update stock.balance set on_hand_milli = on_hand_milli + 1 where ctid = FIRST',
    'account-sum',
    'qtyMilli',
  ],
  [
    'stock.balance',
    'update stock.balance set value_micro = value_micro - 1 where ctid = FIRST',
    'balance',
    'valueMicro',
  ],
  [
    'stock.balance',
    'update stock.balance set average_cost_micro = average_cost_micro + 1 where ctid = FIRST',
    'balance',
    'averageCostMicro',
  ],
  [
    'stock.balance',
    'update stock.balance set in_transit_milli = in_transit_milli + 1 where ctid = FIRST',
    'balance',
    'inTransitMilli',
  ],
  [
    'stock.balance',
    'update stock.balance set reserved_milli = reserved_milli + 1 where ctid = FIRST',
    'reserved',
    'reservedMilli',
  ],
  ['stock.balance', 'delete from stock.balance', 'balance', 'onHandMilli'],
  ['stock.balance', 'delete from stock.balance', 'reserved', 'reservedMilli'],
  [
    'stock.reservation',
    `update stock.reservation set status = 'released' where status = 'held'`,
    'reserved',
    'reservedMilli',
  ],
  ['stock.move', `delete from stock.move where kind = 'waste'`, 'balance', 'onHandMilli'],
  ['stock.move', `delete from stock.move where kind = 'cost_difference'`, 'balance', 'valueMicro'],
  ['stock.move', `update stock.move set value_micro = value_micro + 1 where kind = 'sale'`, 'day-total', 'costMicro'],
  [
    'stock.move',
    `update stock.move set from_account = 'waste', to_account = 'on_hand' where kind = 'waste'`,
    'move-route',
    'onHandDeltaMilli',
  ],
  ['stock.move', `delete from stock.move where kind = 'sale'`, 'sale-move', 'onHandDeltaMilli'],
  ['stock.move', `delete from stock.move where kind = 'void'`, 'sale-move', 'onHandDeltaMilli'],
  ['sales.line', 'delete from sales.line where ctid = FIRST', 'sale', 'lineCount'],
  ['sales.line', 'update sales.line set total_minor = total_minor + 1 where ctid = FIRST', 'sale', 'totalMinor'],
  ['sales.line', 'update sales.line set tax_minor = tax_minor + 1 where ctid = FIRST', 'sale', 'netMinor'],
  ['sales.line', 'update sales.line set qty_milli = qty_milli + 1 where ctid = FIRST', 'sale-move', 'onHandDeltaMilli'],
  ['sales.line', 'update sales.line set qty_milli = qty_milli + 1 where ctid = FIRST', 'item-day', 'soldMilli'],
  ['sales.payment', 'update sales.payment set amount_minor = amount_minor + 1 where ctid = FIRST', 'sale', 'paidMinor'],
  [
    'sales.sale',
    'update sales.sale set discount_minor = discount_minor + 1 where ctid = FIRST',
    'sale',
    'discountMinor',
  ],
  ['sales.sale', 'delete from sales.sale where ctid = FIRST', 'day-total', 'saleCount'],
  ['sales.sale', 'delete from sales.sale where ctid = FIRST', 'sale-move', 'onHandDeltaMilli'],
  ['sales.void', 'update sales.void set posted_at = null', 'day-total', 'totalMinor'],
  ['sales.day_total', 'update sales.day_total set sale_count = sale_count + 1', 'day-total', 'saleCount'],
  ['sales.day_total', 'update sales.day_total set return_count = return_count + 1', 'day-total', 'returnCount'],
  ['sales.day_total', 'update sales.day_total set line_count = line_count + 1', 'day-total', 'lineCount'],
  ['sales.day_total', 'update sales.day_total set sold_milli = sold_milli + 1', 'day-total', 'soldMilli'],
  ['sales.day_total', 'update sales.day_total set returned_milli = returned_milli + 1', 'day-total', 'returnedMilli'],
  ['sales.day_total', 'update sales.day_total set tax_minor = tax_minor + 1', 'day-total', 'taxMinor'],
  ['sales.day_total', 'update sales.day_total set discount_minor = discount_minor + 1', 'day-total', 'discountMinor'],
  [
    'sales.day_total',
    `update sales.day_total set last_occurred_at = last_occurred_at - interval '1 s'`,
    'day-total',
    'lastOccurredAt',
  ],
  ['sales.day_total', 'delete from sales.day_total', 'day-total', 'totalMinor'],
  [
    'sales.item_day',
    'update sales.item_day set returned_milli = returned_milli + 1 where ctid = FIRST',
    'item-day',
    'returnedMilli',
  ],
  [
    'sales.item_day',
    'update sales.item_day set total_minor = total_minor + 1 where ctid = FIRST',
    'item-day',
    'totalMinor',
  ],
  ['sales.item_day', 'delete from sales.item_day where ctid = FIRST', 'item-day', 'soldMilli'],
  [
    'stock.transfer_line',
    'update stock.transfer_line set shipped_milli = shipped_milli + 1',
    'transfer',
    'shippedMilli',
  ],
  [
    'stock.transfer_line',
    'update stock.transfer_line set received_milli = received_milli + 1',
    'transfer',
    'receivedMilli',
  ],
  ['stock.transfer_line', 'delete from stock.transfer_line', 'in-transit', 'inTransitMilli'],
  ['stock.transfer', `update stock.transfer set status = 'received'`, 'transfer', 'lostMilli'],
  ['stock.move', `delete from stock.move where kind = 'transfer_loss'`, 'transfer', 'lostMilli'],
  ['stock.move', `delete from stock.move where kind = 'transfer_in'`, 'transfer', 'receivedMilli'],
  ['stock.move', `update stock.move set kind = 'receipt' where kind = 'transfer_out'`, 'transfer', 'shippedMilli'],
  ['stock.balance', 'update stock.balance set in_transit_milli = 0', 'in-transit', 'inTransitMilli'],
  ['stock.move', `delete from stock.move where kind = 'receipt'`, 'receipt', 'onHandDeltaMilli'],
  [
    'supply.receipt_line',
    'update supply.receipt_line set received_milli = received_milli + 1 where ctid = FIRST',
    'receipt',
    'onHandDeltaMilli',
  ],
  ['supply.receipt_line', 'delete from supply.receipt_line where ctid = FIRST', 'order', 'receivedMilli'],
  [
    'supply.purchase_order_line',
    'update supply.purchase_order_line set received_milli = received_milli + 1',
    'order',
    'receivedMilli',
  ],
  ['supply.purchase_order_line', 'update supply.purchase_order_line set damaged_milli = 0', 'order', 'damagedMilli'],
];

describe('what is corrupted is found', () => {
  it.each(corruptions)('in %s by %s', async (table, statement, kind, field) => {
    await house.sql(`create table public.kept as table ${table}`);
    try {
      await house.sql(statement.replace('FIRST', `(select min(ctid) from ${table})`));
      const found = await verify(house.house.database, house.orgId);
      expect(found).toContainEqual(expect.objectContaining({ kind, field }));
      expect(found.every(({ recomputed, stored }) => recomputed !== stored)).toBe(true);
    } finally {
      await house.sql(`delete from ${table}`);
      await house.sql(`insert into ${table} overriding system value select * from public.kept`);
      await house.sql('drop table public.kept');
    }
  });

  it('and nothing is found once it is put back', async () => {
    expect(await verify(house.house.database, house.orgId)).toEqual([]);
  });
});
