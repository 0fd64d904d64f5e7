import { expect, it } from 'vitest';
import { sinceOf } from './beginning.ts';

const at = (xid: number, epoch = 2, position = 7) => ({ epoch, xid: String(xid), position });
const xidsHeard = (snapshot: string | null, from = at(10, 2, 0)): number[] =>
  [8, 9, 10, 11, 12, 13, 14, 15].filter((xid) => sinceOf({ ...from, snapshot })(at(xid)));

it('what had committed is past, what was running or began later is not', () => {
  expect(xidsHeard('10:14:10,12')).toEqual([10, 12, 14, 15]);
  expect(xidsHeard('14:14:')).toEqual([14, 15]);
});

it('without a snapshot the cursor alone decides, its position too', () => {
  expect(xidsHeard(null)).toEqual([10, 11, 12, 13, 14, 15]);
  expect(xidsHeard(null, at(10))).toEqual([11, 12, 13, 14, 15]);
});

it('a snapshot says nothing of another life of the database', () => {
  const since = sinceOf({ ...at(10, 2, 0), snapshot: '10:14:10' });
  expect(since(at(12, 3))).toBe(true);
  expect(since(at(12, 1))).toBe(false);
});

it('transactions are compared as numbers of 64 bits', () => {
  const since = sinceOf({
    epoch: 1,
    xid: '0',
    position: 0,
    snapshot: '9007199254740993:9007199254740995:9007199254740993',
  });
  const event = (xid: string) => ({ epoch: 1, xid, position: 1 });
  expect(since(event('9007199254740992'))).toBe(false);
  expect(since(event('9007199254740993'))).toBe(true);
  expect(since(event('9007199254740994'))).toBe(false);
});
