import { describe, expect, it } from 'vitest';
import type { BalanceRow } from './balance.ts';
import type { MoveDraft } from './move.ts';
import { postMoves } from './post-moves.ts';

const shop = 'shop';
const van = 'van';
const item = 'soap';

type Step = Omit<MoveDraft, 'locationId' | 'itemId' | 'payload'> & { locationId?: string };

function post(...steps: Step[]) {
  const drafts = steps.map((step): MoveDraft => ({ locationId: shop, itemId: item, payload: undefined, ...step }));
  const posting = postMoves([], drafts);
  const at = (locationId: string): BalanceRow | undefined =>
    posting.balances.find((row) => row.locationId === locationId);
  return { moves: posting.moves, at };
}

const units = (count: number): number => count * 1000;
const euros = (amount: number): number => amount * 1_000_000;

describe('posting moves', () => {
  it('brings a receipt from the supplier in at its cost', () => {
    const { moves, at } = post({ kind: 'receipt', onHandDeltaMilli: units(10), unitCostMicro: euros(2) });
    expect(moves).toEqual([
      {
        locationId: shop,
        itemId: item,
        kind: 'receipt',
        fromAccount: 'supplier',
        toAccount: 'on_hand',
        qtyMilli: 10_000,
        onHandDeltaMilli: 10_000,
        counterLocationId: null,
        unitCostMicro: 2_000_000,
        valueMicro: 20_000_000,
        onHandAfterMilli: 10_000,
        draftIndex: 0,
        payload: undefined,
      },
    ]);
    expect(at(shop)).toEqual({
      locationId: shop,
      itemId: item,
      onHandMilli: 10_000,
      valueMicro: 20_000_000,
      averageCostMicro: 2_000_000,
      inTransitMilli: 0,
    });
  });

  it('averages the cost of two receipts and issues at that average', () => {
    const { moves, at } = post(
      { kind: 'receipt', onHandDeltaMilli: units(10), unitCostMicro: euros(2) },
      { kind: 'receipt', onHandDeltaMilli: units(30), unitCostMicro: euros(4) },
      { kind: 'sale', onHandDeltaMilli: -units(4) },
    );
    expect(moves[2]).toMatchObject({
      fromAccount: 'on_hand',
      toAccount: 'customer',
      valueMicro: -euros(14),
      unitCostMicro: euros(3.5),
    });
    expect(at(shop)).toMatchObject({ onHandMilli: 36_000, valueMicro: euros(126), averageCostMicro: euros(3.5) });
  });

  it('takes the whole value with the last unit, and keeps the average for what comes after', () => {
    const { at } = post(
      { kind: 'receipt', onHandDeltaMilli: 3, unitCostMicro: 1_000_001 },
      { kind: 'sale', onHandDeltaMilli: -1 },
      { kind: 'sale', onHandDeltaMilli: -1 },
      { kind: 'sale', onHandDeltaMilli: -1 },
    );
    expect(at(shop)).toMatchObject({ onHandMilli: 0, valueMicro: 0, averageCostMicro: 1_000_001 });
  });

  it('accepts a sale below zero at the last known average', () => {
    const { moves, at } = post(
      { kind: 'receipt', onHandDeltaMilli: units(1), unitCostMicro: euros(2) },
      { kind: 'sale', onHandDeltaMilli: -units(3) },
    );
    expect(moves[1]).toMatchObject({ valueMicro: -euros(6), onHandAfterMilli: -2000 });
    expect(at(shop)).toMatchObject({ onHandMilli: -2000, valueMicro: -euros(4) });
  });

  it('posts a cost difference when goods arrive dearer than they were sold at, and leaves the sale as it was', () => {
    const { moves, at } = post(
      { kind: 'receipt', onHandDeltaMilli: units(1), unitCostMicro: euros(2) },
      { kind: 'sale', onHandDeltaMilli: -units(3) },
      { kind: 'receipt', onHandDeltaMilli: units(10), unitCostMicro: euros(3) },
    );
    expect(moves.map((move) => [move.kind, move.qtyMilli, move.valueMicro, move.draftIndex])).toEqual([
      ['receipt', 1000, euros(2), 0],
      ['sale', 3000, -euros(6), 1],
      ['receipt', 10_000, euros(30), 2],
      ['cost_difference', 0, -euros(2), 2],
    ]);
    expect(moves[3]).toMatchObject({ fromAccount: 'on_hand', toAccount: 'cost_difference', onHandDeltaMilli: 0 });
    expect(at(shop)).toMatchObject({ onHandMilli: 8000, valueMicro: euros(24), averageCostMicro: euros(3) });
  });

  it('settles only the part that arrived when the stock stays below zero', () => {
    const { moves, at } = post(
      { kind: 'receipt', onHandDeltaMilli: units(1), unitCostMicro: euros(2) },
      { kind: 'sale', onHandDeltaMilli: -units(5) },
      { kind: 'receipt', onHandDeltaMilli: units(1), unitCostMicro: euros(1) },
    );
    expect(moves.at(-1)).toMatchObject({
      kind: 'cost_difference',
      fromAccount: 'cost_difference',
      valueMicro: euros(1),
    });
    expect(at(shop)).toMatchObject({ onHandMilli: -3000, valueMicro: -euros(6), averageCostMicro: euros(1) });
  });

  it('takes goods back without a cost difference when their cost is not told', () => {
    const { moves, at } = post(
      { kind: 'sale', onHandDeltaMilli: -units(2) },
      { kind: 'receipt', onHandDeltaMilli: units(1), unitCostMicro: euros(2) },
      { kind: 'count', onHandDeltaMilli: units(3) },
    );
    expect(moves.filter((move) => move.kind === 'cost_difference')).toHaveLength(1);
    expect(moves.at(-1)).toMatchObject({ fromAccount: 'count_difference', toAccount: 'on_hand', valueMicro: euros(4) });
    expect(at(shop)).toMatchObject({ onHandMilli: 2000, valueMicro: euros(4) });
  });

  it.each([
    ['count', 'count_difference'],
    ['adjustment', 'adjustment'],
    ['void', 'customer'],
    ['opening', 'opening'],
    ['receipt', 'supplier'],
  ] as const)('lets a %s go both ways: the sign of the change decides', (kind, other) => {
    const { moves } = post({ kind, onHandDeltaMilli: 5 }, { kind, onHandDeltaMilli: -5 });
    expect(moves.map((move) => [move.fromAccount, move.toAccount])).toEqual([
      [other, 'on_hand'],
      ['on_hand', other],
    ]);
  });

  it('carries a transfer over: down at the sender, in transit at the receiver, up when it arrives at its cost', () => {
    const sent = post(
      { kind: 'receipt', onHandDeltaMilli: units(10), unitCostMicro: euros(2) },
      { kind: 'transfer_out', onHandDeltaMilli: -units(4), counterLocationId: van },
    );
    expect(sent.at(shop)).toMatchObject({ onHandMilli: 6000, valueMicro: euros(12), inTransitMilli: 0 });
    expect(sent.at(van)).toMatchObject({ onHandMilli: 0, valueMicro: 0, inTransitMilli: 4000 });
    const arrived = post(
      { kind: 'receipt', onHandDeltaMilli: units(10), unitCostMicro: euros(2) },
      { kind: 'transfer_out', onHandDeltaMilli: -units(4), counterLocationId: van },
      {
        kind: 'transfer_in',
        locationId: van,
        onHandDeltaMilli: units(3),
        unitCostMicro: sent.moves[1]!.unitCostMicro,
        counterLocationId: shop,
      },
      { kind: 'transfer_loss', locationId: van, onHandDeltaMilli: 0, lostMilli: units(1), counterLocationId: shop },
    );
    expect(arrived.at(van)).toMatchObject({ onHandMilli: 3000, valueMicro: euros(6), inTransitMilli: 0 });
    expect(arrived.moves.at(-1)).toMatchObject({
      fromAccount: 'in_transit',
      toAccount: 'waste',
      qtyMilli: 1000,
      valueMicro: 0,
    });
  });

  it('brings what never arrived back to the sender', () => {
    const { at, moves } = post(
      { kind: 'receipt', onHandDeltaMilli: units(10), unitCostMicro: euros(2) },
      { kind: 'transfer_out', onHandDeltaMilli: -units(4), counterLocationId: van },
      { kind: 'transfer_loss', onHandDeltaMilli: units(4), unitCostMicro: euros(2), counterLocationId: van },
    );
    expect(moves.at(-1)).toMatchObject({ fromAccount: 'in_transit', toAccount: 'on_hand' });
    expect(at(shop)).toMatchObject({ onHandMilli: 10_000, valueMicro: euros(20) });
    expect(at(van)).toMatchObject({ inTransitMilli: 0 });
  });

  it('closes a transfer of which more arrived than was sent', () => {
    const { at, moves } = post(
      { kind: 'transfer_out', onHandDeltaMilli: -units(4), counterLocationId: van },
      { kind: 'transfer_in', locationId: van, onHandDeltaMilli: units(5), counterLocationId: shop },
      { kind: 'transfer_loss', locationId: van, onHandDeltaMilli: 0, lostMilli: -units(1) },
    );
    expect(moves.at(-1)).toMatchObject({ fromAccount: 'waste', toAccount: 'in_transit', qtyMilli: 1000 });
    expect(at(van)).toMatchObject({ onHandMilli: 5000, inTransitMilli: 0 });
  });

  it('records a count that found no difference', () => {
    const { moves } = post({ kind: 'count', onHandDeltaMilli: 0 });
    expect(moves[0]).toMatchObject({ kind: 'count', qtyMilli: 0, valueMicro: 0 });
  });

  it('throws for a move that its kind cannot make', () => {
    expect(() => post({ kind: 'sale', onHandDeltaMilli: 1 })).toThrow('a sale cannot change the on-hand by 1');
    expect(() => post({ kind: 'transfer_out', onHandDeltaMilli: -1 })).toThrow('names its counter-location');
  });

  it('throws instead of losing precision', () => {
    expect(() => post({ kind: 'receipt', onHandDeltaMilli: 1e12, unitCostMicro: 1e12 })).toThrow(RangeError);
  });

  it('hands the payload back, to the cost difference too', () => {
    const drafts = [
      { locationId: shop, itemId: item, kind: 'sale' as const, onHandDeltaMilli: -1000, payload: 'a' },
      {
        locationId: shop,
        itemId: item,
        kind: 'receipt' as const,
        onHandDeltaMilli: 1000,
        unitCostMicro: 5,
        payload: 'b',
      },
    ];
    expect(postMoves([], drafts).moves.map((move) => move.payload)).toEqual(['a', 'b', 'b']);
  });
});
