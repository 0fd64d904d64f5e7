import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSpool } from './spool.ts';

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

it('sorts by key, in memory and over temporary files alike, and as often as asked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 9_999 }), { maxLength: 300 }),
      fc.integer({ min: 10, max: 4_000 }),
      async (numbers, memoryChars) => {
        const spool = createSpool(memoryChars);
        try {
          for (const number of numbers) await spool.add(String(number).padStart(5, '0'), `n${number}`);
          const expected = numbers.toSorted((a, b) => a - b).map((number) => `n${number}`);
          expect(await all(spool.sorted())).toEqual(expected);
          expect(await all(spool.sorted())).toEqual(expected);
        } finally {
          await spool.close();
        }
      },
    ),
    { numRuns: 40 },
  );
});
