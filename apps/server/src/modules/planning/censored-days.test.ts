import { describe, expect, it } from 'vitest';
import { censoredDays, enteredOffset } from './censored-days.ts';

const open = (days: number): Uint8Array => new Uint8Array(days);
const holding = (...ends: readonly number[]) => ({ endOfDayMilli: () => Float64Array.from(ends) });

describe('censoredDays', () => {
  it('marks the day on which the last one went and those until more came', () => {
    const censored = censoredDays([3, 2, 0, 0, 4], holding(2, 0, 0, 0, 6), open(5));
    expect([...censored]).toEqual([0, 1, 1, 1, 0]);
  });

  it('believes the till, not the books, where an item sold on after it was gone', () => {
    const censored = censoredDays([3, 2, 1, 0, 2, 0, 0], holding(1, -1, -2, -2, -4, -4, -4), open(7));
    expect([...censored]).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });

  it('takes books below zero for an empty shelf for four weeks, a shelf at zero for as long as it is', () => {
    const sold = [1, ...Array.from({ length: 59 }, () => 0)];
    const count = (endMilli: 0 | -1): number =>
      censoredDays(sold, holding(...sold.map(() => endMilli)), open(60)).reduce((sum, flag) => sum + flag, 0);
    expect(count(-1)).toBe(28);
    expect(count(0)).toBe(60);
  });

  it('marks closed days whatever is on hand, and nothing else where stock is not kept', () => {
    expect([...censoredDays([0, 0, 5], undefined, Uint8Array.from([0, 1, 0]))]).toEqual([0, 1, 0]);
  });
});

describe('enteredOffset', () => {
  it('is the first sale or move of an item that was not there before', () => {
    expect(enteredOffset(10, 6, { wasThere: false, firstMoveOffset: 4 })).toBe(4);
    expect(enteredOffset(10, 3, undefined)).toBe(3);
  });

  it('is the first day where there was stock, the last where nothing ever happened', () => {
    expect(enteredOffset(10, undefined, { wasThere: true, firstMoveOffset: null })).toBe(0);
    expect(enteredOffset(10, undefined, { wasThere: false, firstMoveOffset: null })).toBe(10);
    expect(enteredOffset(10, undefined, { wasThere: false, firstMoveOffset: 12 })).toBe(10);
  });
});
