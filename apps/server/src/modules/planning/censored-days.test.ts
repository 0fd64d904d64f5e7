import { describe, expect, it } from 'vitest';
import type { OnHandHistory } from '../stock/index.ts';
import { censoredDays, enteredOffset } from './censored-days.ts';

const open = (days: number): Uint8Array => new Uint8Array(days);
const since = (
  before: 1 | 0 | -1,
  ...changes: readonly (readonly [offset: number, sign: 1 | 0 | -1])[]
): OnHandHistory => ({
  before,
  changes: changes.map(([offset, sign]) => ({ offset, sign })),
  firstMoveOffset: changes[0]?.[0] ?? null,
});

describe('censoredDays', () => {
  it('marks the day on which the last one went and those until more came', () => {
    const censored = censoredDays([3, 2, 0, 0, 4], since(1, [1, 0], [4, 1]), open(5));
    expect([...censored]).toEqual([0, 1, 1, 1, 0]);
  });

  it('believes the till, not the books, where an item sold on after it was gone', () => {
    const censored = censoredDays([3, 2, 1, 0, 2, 0, 0], since(1, [1, -1]), open(7));
    expect([...censored]).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });

  it('takes books below zero for an empty shelf for four weeks, a shelf at zero for as long as it is', () => {
    const sold = [1, ...Array.from({ length: 59 }, () => 0)];
    const count = (sign: 0 | -1): number =>
      censoredDays(sold, since(1, [0, sign]), open(60)).reduce((sum, flag) => sum + flag, 0);
    expect(count(-1)).toBe(28);
    expect(count(0)).toBe(60);
  });

  it('marks closed days whatever is on hand, and nothing else where stock is not kept', () => {
    expect([...censoredDays([0, 0, 5], undefined, Uint8Array.from([0, 1, 0]))]).toEqual([0, 1, 0]);
  });

  it('reads changes that lie before the range ends only', () => {
    expect([...censoredDays([1, 1], since(1, [5, 0]), open(2))]).toEqual([0, 0]);
  });
});

describe('enteredOffset', () => {
  it('is the first sale or move of an item that was not there before', () => {
    expect(enteredOffset(10, 6, since(0, [4, 1]))).toBe(4);
    expect(enteredOffset(10, 3, undefined)).toBe(3);
  });

  it('is the first day where there was stock, the last where nothing ever happened', () => {
    expect(enteredOffset(10, undefined, since(1))).toBe(0);
    expect(enteredOffset(10, undefined, since(0))).toBe(10);
    expect(enteredOffset(10, undefined, since(0, [12, 1]))).toBe(10);
  });
});
