import { expect, test } from 'vitest';
import { withinTime } from './within-time.ts';

test('work gives its value, and what it throws', () => {
  expect(withinTime(() => 7, 1_000)).toEqual({ ok: true, value: 7 });
  expect(() =>
    withinTime(() => {
      throw new TypeError('mine');
    }, 1_000),
  ).toThrow(TypeError);
});

test('a pattern that backtracks without end and a loop that catches everything are stopped', () => {
  const text = 'a'.repeat(60);
  for (const flags of ['', 'u', 'v']) {
    expect(withinTime(() => new RegExp('(a+)+b', flags).test(text), 50)).toMatchObject({
      ok: false,
      reason: 'too-long',
    });
  }
  const endless = () => {
    for (;;) {
      try {
        JSON.parse('{');
      } catch {
        continue;
      }
    }
  };
  expect(withinTime(endless, 50).ok).toBe(false);
  expect(withinTime(() => 'still here', 1_000)).toMatchObject({ value: 'still here' });
});
