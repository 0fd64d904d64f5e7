import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocatePayments, type Tender } from './allocate-payments.ts';

const cash = (amountMinor: number): Tender & { reference?: string } => ({ method: 'cash', amountMinor });
const card = (amountMinor: number): Tender & { reference?: string } => ({
  method: 'card',
  amountMinor,
  reference: 'T1',
});

describe('settling a total', () => {
  it('gives change out of cash', () => {
    expect(allocatePayments(1730, [card(1000), cash(1000)])).toEqual({
      ok: true,
      value: { payments: [card(1000), cash(730)], changeMinor: 270 },
    });
  });

  it('says how much is missing', () => {
    expect(allocatePayments(1000, [cash(500)])).toEqual({
      ok: false,
      reason: 'underpaid',
      detail: { differenceMinor: 500 },
    });
  });

  it('gives no change on a card', () => {
    expect(allocatePayments(1000, [card(1200)])).toEqual({
      ok: false,
      reason: 'overpaid',
      detail: { differenceMinor: 200 },
    });
  });

  it('pays a return back exactly', () => {
    expect(allocatePayments(-500, [cash(-500)])).toMatchObject({ ok: true, value: { changeMinor: 0 } });
    expect(allocatePayments(-500, [cash(-400)])).toMatchObject({ ok: false, reason: 'overpaid' });
    expect(allocatePayments(-500, [cash(-600)])).toMatchObject({ ok: false, reason: 'underpaid' });
  });

  it('stores payments that add up to the total, whatever was handed over', () => {
    const payment = fc.record({
      method: fc.constantFrom('cash' as const, 'card' as const),
      amountMinor: fc.integer({ min: 0, max: 5000 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8000 }), fc.array(payment, { maxLength: 5 }), (totalMinor, tendered) => {
        const settled = allocatePayments(totalMinor, tendered);
        fc.pre(settled.ok);
        const paid = settled.value.payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        expect(paid).toBe(totalMinor);
        expect(settled.value.changeMinor).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
