import { textAt } from './json-at.ts';
import type { ApiAnswer } from './call-api.ts';
import { newId } from '../platform/clock.ts';

type Post = (path: string, body: unknown) => Promise<ApiAnswer>;

/** Ids of things at a location, by the names that inputs give them. */
export type SeededFacts = {
  readonly locationId: string;
  readonly itemId: string;
  readonly saleId: string;
  readonly reservationId: string;
  readonly transferId: string;
  readonly taskId: string;
  readonly priceId: string;
  readonly supplierId: string;
  readonly orderId: string;
};

/**
 * Puts a thing of every kind at a location through the API: stock, a sale, a task, a reservation, a transfer to `otherLocationId`,
 * a price, an assortment, a supplier with an order that was placed. `marker` stands in every text, so that a leak can be found by it.
 */
export async function seedFacts(
  api: (method: string, path: string, body?: unknown) => Promise<ApiAnswer>,
  locationId: string,
  otherLocationId: string,
  marker: string,
): Promise<SeededFacts> {
  const post: Post = async (path, body) => {
    const answer = await api('POST', path, body);
    if (answer.status !== 200) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
  const item = await post('/items', { sku: `${marker}-${newId().slice(-6)}`, name: `${marker} soap` });
  const itemId = textAt(item.body, 'itemId');
  const [saleId, reservationId, transferId] = [newId(), newId(), newId()];
  await post('/stock/openings', {
    id: newId(),
    locationId,
    reason: `${marker} opening`,
    lines: [{ itemId, qtyMilli: 100_000, unitCostMicro: 1_500_000 }],
  });
  const occurredAt = new Date().toISOString();
  await post('/sales', {
    id: saleId,
    locationId,
    occurredAt,
    receiptNumber: `${marker}-1`,
    lines: [
      { itemId, qtyMilli: 2_000, unitPriceMicro: 3_000_000, description: `${marker} soap` },
      { code: `${marker}-unknown-${newId().slice(-6)}`, qtyMilli: 1_000, unitPriceMicro: 1_000_000 },
    ],
  });
  const line = { itemId, qtyMilli: 1_000 };
  await post('/reservations', { id: reservationId, locationId, subject: `${marker} order`, lines: [line] });
  await post('/transfers', {
    id: transferId,
    fromLocationId: locationId,
    toLocationId: otherLocationId,
    note: marker,
    lines: [line],
  });
  await post(`/locations/${locationId}/assortment`, { locationId, add: [{ itemId }] });
  const price = await post('/prices', { prices: [{ itemId, locationId, currency: 'EUR', unitPriceMicro: 3_000_000 }] });
  const supplier = await post('/suppliers', {
    code: `${marker}-${newId().slice(-6)}`,
    name: `${marker} supplier`,
    currency: 'EUR',
  });
  const supplierId = textAt(supplier.body, 'supplierId');
  await api('PUT', `/suppliers/${supplierId}/items/${itemId}`, {
    supplierItemCode: `${marker}-item`,
    costMicro: 1_000_000,
  });
  const orderId = newId();
  await post('/purchase-orders', {
    id: orderId,
    supplierId,
    locationId,
    note: `${marker} note`,
    lines: [{ itemId, qtyMilli: 5_000 }],
  });
  await post(`/purchase-orders/${orderId}/approve`, {});
  await post(`/purchase-orders/${orderId}/place`, {});
  const tasks = await api('GET', `/tasks?locationId=${locationId}`);
  return {
    locationId,
    itemId,
    saleId,
    reservationId,
    transferId,
    taskId: textAt(tasks.body, 'items.0.taskId'),
    priceId: textAt(price.body, 'items.0.priceId'),
    supplierId,
    orderId,
  };
}
