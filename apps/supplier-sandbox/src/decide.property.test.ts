import type { SupplierOrderMessage } from '@barrow/contracts';
import { SupplierAcknowledgement, SupplierDispatchAdvice } from '@barrow/contracts';
import { array, assert, boolean, constantFrom, double, integer, property, record, uuid } from 'fast-check';
import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { Mode } from './behaviour.ts';
import { decideAcknowledgement, decideDispatch } from './decide.ts';

const anyOrder = record({
  orderId: uuid(),
  quantities: array(integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 8 }),
}).map(({ orderId, quantities }): SupplierOrderMessage => ({
  schemaVersion: 1,
  orderId,
  number: 'PO-1',
  organisationName: 'Fern & Field',
  shipTo: { code: 'L01', name: 'Mitte', address: '' },
  currency: 'EUR',
  requestedDeliveryDay: '2026-02-27',
  lines: quantities.map((qtyMilli, index) => ({
    lineNo: index + 1,
    supplierItemCode: `S${index}`,
    itemName: 'Soap',
    qtyMilli,
    unit: 'each',
    unitCostMicro: 1_000_000,
  })),
}));
const anyBehaviour = record({
  mode: constantFrom('acknowledge', 'delay', 'short-ship', 'over-ship'),
  shortShare: double({ min: 0, max: 1, noNaN: true }),
  overShare: double({ min: 1, max: 10, noNaN: true }),
  announce: boolean(),
  lateDays: integer({ min: 0, max: 365 }),
});

function isAsTold(mode: Mode, orderedQtyMilli: number, shippedQtyMilli: number): boolean {
  if (mode === 'short-ship') return shippedQtyMilli <= orderedQtyMilli;
  return mode === 'over-ship' ? shippedQtyMilli > orderedQtyMilli : shippedQtyMilli === orderedQtyMilli;
}

describe('what a supplier of the sandbox decides', () => {
  it('always fits the contract, is the same for the same seed, and ships short, over or exactly as its mode says', () => {
    assert(
      property(anyOrder, anyBehaviour, (order, behaviour) => {
        const acknowledgement = decideAcknowledgement(order, behaviour, 'seed');
        const advice = decideDispatch(order, behaviour, 'seed');
        expect(Check(SupplierAcknowledgement, acknowledgement)).toBe(true);
        expect(Check(SupplierDispatchAdvice, advice)).toBe(true);
        expect(decideAcknowledgement(order, behaviour, 'seed')).toEqual(acknowledgement);
        expect(decideAcknowledgement(order, behaviour, 'other').reference).not.toBe(acknowledgement.reference);
        order.lines.forEach((line, index) => {
          const shipped = advice?.lines[index]?.shippedQtyMilli ?? -1;
          const confirmed = acknowledgement.lines[index]?.confirmedQtyMilli ?? -1;
          expect(Number.isInteger(shipped)).toBe(true);
          expect(line.qtyMilli % 1000 === 0 ? shipped % 1000 : 0).toBe(0);
          expect(isAsTold(behaviour.mode, line.qtyMilli, shipped)).toBe(true);
          expect(confirmed).toBe(behaviour.announce ? shipped : line.qtyMilli);
        });
      }),
    );
  });

  it('sends nothing for an order that it refuses', () => {
    assert(
      property(anyOrder, (order) => {
        expect(decideAcknowledgement(order, { mode: 'refuse' }, '').status).toBe('refused');
        expect(decideDispatch(order, { mode: 'refuse' }, '')).toBeUndefined();
      }),
    );
  });
});
