import type { SaleInput } from '@barrow/contracts';
import { uuidV7 } from '@barrow/kernel';
import { randomBytes } from 'node:crypto';

export type SalePlace = {
  readonly locationIds: readonly string[];
  readonly itemIds: readonly string[];
  readonly skus: readonly string[];
};

function pick<T>(list: readonly T[]): T {
  const one = list[Math.floor(Math.random() * list.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

/** A sale of now with 2 or 3 lines (2.5 on average), by item id or by scanned code, one payment that adds up, tax left to the server. */
export function randomSale(place: SalePlace, nowMs: number): SaleInput {
  const lines = Array.from({ length: 2 + Math.floor(Math.random() * 2) }, (_, index) => {
    const qty = Math.random() < 0.85 ? 1 : 2;
    const priceMinor = 99 + Math.floor(Math.random() * 40) * 50;
    const named = index === 0 ? { code: pick(place.skus) } : { itemId: pick(place.itemIds) };
    return { ...named, qtyMilli: qty * 1000, unitPriceMicro: priceMinor * 10_000, minor: priceMinor * qty };
  });
  return {
    id: uuidV7(nowMs, randomBytes(16)),
    locationId: pick(place.locationIds),
    occurredAt: new Date(nowMs).toISOString(),
    lines: lines.map(({ minor: _minor, ...line }) => line),
    payments: [{ method: 'card', amountMinor: lines.reduce((sum, line) => sum + line.minor, 0) }],
  };
}
