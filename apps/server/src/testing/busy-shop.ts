import { newId } from '../platform/clock.ts';
import { textAt } from './json-at.ts';
import type { TestHouse } from './test-house.ts';

export type BusyShop = {
  readonly itemIds: readonly string[];
  readonly saleIds: readonly string[];
  readonly voidedSaleId: string;
};

/**
 * Lets a house live through everything that moves stock or money: opening, sales with discounts, payments and taxes, returns, voids,
 * stock below zero and goods that settle it, a count, waste, an adjustment, a transfer that arrives short, an order that comes in two
 * deliveries with something damaged, reservations.
 */
export async function runBusyShop(house: TestHouse): Promise<BusyShop> {
  const [first, second] = house.locations.map(({ locationId }) => locationId);
  if (first === undefined || second === undefined) throw new Error('a test house has two locations');
  const post = async (path: string, body: object): Promise<unknown> => {
    const answer = await house.api('POST', path, body);
    if (answer.status !== 200) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const itemIds: string[] = [];
  for (const sku of ['TEA', 'SOAP', 'RICE'])
    itemIds.push(textAt(await post('/items', { sku: `${sku}-${newId().slice(-6)}`, name: sku }), 'itemId'));
  const [tea = '', soap = '', rice = ''] = itemIds;
  await post('/tax-rates', { rates: [{ taxClass: 'standard', region: '', code: 'VAT', ratePpm: 190_000 }] });
  await post('/stock/openings', {
    id: newId(),
    locationId: first,
    lines: [
      { itemId: tea, qtyMilli: 20_000, unitCostMicro: 1_234_567 },
      { itemId: soap, qtyMilli: 7_000, unitCostMicro: 999_999 },
    ],
  });
  const saleIds: string[] = [];
  const sell = async (fields: object): Promise<string> => {
    const id = newId();
    await post('/sales', { id, locationId: first, occurredAt: new Date().toISOString(), ...fields });
    saleIds.push(id);
    return id;
  };
  const line = (itemId: string, qtyMilli: number, more: object = {}): object => ({
    itemId,
    qtyMilli,
    unitPriceMicro: 3_990_000,
    ...more,
  });
  await sell({
    lines: [line(tea, 3_000), line(soap, 1_500, { discountMinor: 10 })],
    payments: [{ method: 'card', amountMinor: 1_786 }],
  });
  const sold = await sell({ lines: [line(tea, 2_000)], taxInclusive: false });
  await sell({ lines: [line(tea, -1_000, { returnOf: { saleId: sold, lineNo: 1 } })] });
  const voidedSaleId = await sell({ lines: [line(soap, 2_000), line(tea, -500)] });
  await post(`/sales/${voidedSaleId}/void`, { id: newId(), locationId: first, reason: 'typed wrongly' });
  await sell({
    lines: [line(rice, 4_000), { code: `NEVER-SEEN-${newId().slice(-6)}`, qtyMilli: 1_000, unitPriceMicro: 500_000 }],
  });
  await post('/stock/openings', {
    id: newId(),
    locationId: first,
    lines: [{ itemId: rice, qtyMilli: 9_000, unitCostMicro: 2_000_000 }],
  });
  await post('/stock/counts', { id: newId(), locationId: first, lines: [{ itemId: soap, countedMilli: 5_000 }] });
  await post('/stock/waste', {
    id: newId(),
    locationId: first,
    reason: 'broken',
    lines: [{ itemId: tea, qtyMilli: 500 }],
  });
  await post('/stock/adjustments', {
    id: newId(),
    locationId: first,
    reason: 'found',
    lines: [{ itemId: tea, qtyMilli: 250 }],
  });
  const transferId = newId();
  await post('/transfers', {
    id: transferId,
    fromLocationId: first,
    toLocationId: second,
    lines: [{ itemId: tea, qtyMilli: 4_000 }],
  });
  await post(`/transfers/${transferId}/ship`, {});
  await post(`/transfers/${transferId}/receive`, { lines: [{ lineNo: 1, receivedMilli: 3_000 }] });
  const underway = newId();
  await post('/transfers', {
    id: underway,
    fromLocationId: first,
    toLocationId: second,
    lines: [{ itemId: soap, qtyMilli: 1_000 }],
  });
  await post(`/transfers/${underway}/ship`, {});
  await receiveAnOrder(house, first, soap);
  const held = newId();
  await post('/reservations', { id: held, locationId: first, lines: [{ itemId: tea, qtyMilli: 1_000 }] });
  const taken = newId();
  await post('/reservations', { id: taken, locationId: first, lines: [{ itemId: tea, qtyMilli: 1_000 }] });
  await sell({ lines: [line(tea, 1_000, { reservationId: taken })] });
  return { itemIds, saleIds, voidedSaleId };
}

async function receiveAnOrder(house: TestHouse, locationId: string, itemId: string): Promise<void> {
  const send = async (method: 'POST' | 'PUT', path: string, body: object): Promise<unknown> => {
    const answer = await house.api(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const supplier = { code: `S-${newId().slice(-6)}`, name: 'Soap works', transport: 'manual' };
  const supplierId = textAt(await send('POST', '/suppliers', supplier), 'supplierId');
  const terms = { supplierItemCode: 'SOAP-1', costMicro: 1_100_000, packMilli: 1_000 };
  await send('PUT', `/suppliers/${supplierId}/items/${itemId}`, terms);
  const orderId = newId();
  const order = { id: orderId, supplierId, locationId, lines: [{ itemId, qtyMilli: 6_000 }] };
  await send('POST', '/purchase-orders', order);
  await send('POST', `/purchase-orders/${orderId}/approve`, {});
  await send('POST', `/purchase-orders/${orderId}/place`, {});
  for (const line of [
    { lineNo: 1, receivedMilli: 2_000, damagedMilli: 1_000, reason: 'leaking' },
    { lineNo: 1, receivedMilli: 3_000 },
  ])
    await send('POST', `/purchase-orders/${orderId}/receipts`, { receiptId: newId(), lines: [line] });
}
