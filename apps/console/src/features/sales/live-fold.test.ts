import { describe, expect, it } from 'vitest';
import { foldSales, soldEventOf, type Live, type LiveLocation, type SoldEvent } from './live-fold.ts';

const location: LiveLocation = {
  locationId: 'l',
  code: 'L',
  name: 'First',
  format: 'shop',
  currency: 'EUR',
  businessDay: '2026-11-23',
  saleCount: 2,
  totalMinor: 1_000,
  soldMilli: 3_000,
  lastSaleAt: '2026-11-23T10:00:00.000Z',
  weekBeforeSoFarMinor: 0,
  weekBeforeMinor: 0,
  itemsOut: 0,
  itemsNegative: 0,
  itemsBelowMinimum: 0,
};
const live: Live = { at: '2026-11-23T10:05:00.000Z', locations: [location, { ...location, locationId: 'other' }] };

function sale(part: Partial<SoldEvent>): SoldEvent {
  return {
    eventId: '1-1-1',
    saleId: 's',
    locationId: 'l',
    businessDay: '2026-11-23',
    currency: 'EUR',
    totalMinor: 250,
    soldMilli: 1_000,
    occurredAt: '2026-11-23T10:05:01.000Z',
    recordedAt: '2026-11-23T10:05:01.500Z',
    ...part,
  };
}

describe('the live figures', () => {
  it('take in a sale that was recorded after they were read, at its location only', () => {
    const [first, other] = foldSales(live, [sale({})]).locations;
    expect(first).toMatchObject({
      saleCount: 3,
      totalMinor: 1_250,
      soldMilli: 4_000,
      lastSaleAt: '2026-11-23T10:05:01.000Z',
    });
    expect(other).toEqual(live.locations[1]);
  });

  it('never count a sale that they hold already', () => {
    expect(foldSales(live, [sale({ recordedAt: '2026-11-23T10:04:59.000Z' })])).toEqual(live);
  });

  it('leave today as it is for a late sale of another day', () => {
    const late = sale({ businessDay: '2026-11-20', occurredAt: '2026-11-20T09:00:00.000Z' });
    expect(foldSales(live, [late]).locations[0]).toEqual(location);
  });

  it('subtract a return', () => {
    expect(foldSales(live, [sale({ totalMinor: -300, soldMilli: 0 })]).locations[0]).toMatchObject({ totalMinor: 700 });
  });
});

describe('a sale in the event stream', () => {
  const event = {
    id: '1-2-3',
    type: 'sales.sale.captured',
    subject: 's',
    time: '2026-11-23T10:05:01.000Z',
    recordedat: '2026-11-23T10:05:01.500Z',
    location: 'l',
    origin: 'live',
    data: {
      saleId: 's',
      businessDay: '2026-11-23',
      currency: 'EUR',
      totalMinor: 250,
      lines: [{ qtyMilli: 2_000 }, { qtyMilli: -500 }],
    },
  };

  it('is read with what was sold, without what came back', () => {
    expect(soldEventOf(event)).toMatchObject({ saleId: 's', totalMinor: 250, soldMilli: 2_000 });
  });

  it('is no sale when it is another event, or when it cannot be read', () => {
    expect(soldEventOf({ ...event, type: 'stock.count.posted' })).toBeUndefined();
    expect(soldEventOf({ ...event, data: { saleId: 1 } })).toBeUndefined();
    expect(soldEventOf({ ...event, data: null })).toBeUndefined();
  });
});
