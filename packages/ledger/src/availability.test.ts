import { describe, expect, it } from 'vitest';
import { availableMilli, decideReservation } from './availability.ts';

const stock = { onHandMilli: 10_000, reservedMilli: 3000, offlineAllowanceMilli: 2000 };

describe('availability', () => {
  it('is the on-hand less what is reserved and what tills may have sold offline', () => {
    expect(availableMilli(stock)).toBe(5000);
  });

  it('grants the last unit and not one thousandth more', () => {
    expect(decideReservation(stock, 5000)).toEqual({ ok: true, value: { reservedMilli: 8000 } });
    expect(decideReservation(stock, 5001)).toEqual({
      ok: false,
      reason: 'not-available',
      detail: { availableMilli: 5000 },
    });
  });

  it('refuses nothing and less than nothing', () => {
    expect(decideReservation(stock, 0)).toMatchObject({ ok: false, reason: 'not-positive' });
    expect(decideReservation(stock, -1)).toMatchObject({ ok: false, reason: 'not-positive' });
  });
});
