import { expect, it } from 'vitest';
import { createGatherer } from './gatherer.ts';

it('does together what is asked for while work is under way, an organisation at a time, in order', async () => {
  const done: string[][] = [];
  const gates: (() => void)[] = [];
  const ask = createGatherer<string, string>(async (orgId, asks) => {
    done.push([orgId, ...asks]);
    await new Promise<void>((resolve) => gates.push(resolve));
    return asks.map((one) => one.toUpperCase());
  });
  const first = [ask('o', 'a'), ask('o', 'b')];
  while (gates.length < 1) await new Promise((resolve) => setImmediate(resolve));
  const later = [ask('o', 'c'), ask('o', 'd'), ask('p', 'e')];
  while (gates.length < 2) await new Promise((resolve) => setImmediate(resolve));
  gates[1]?.();
  gates[0]?.();
  while (gates.length < 3) await new Promise((resolve) => setImmediate(resolve));
  gates[2]?.();
  expect(await Promise.all([...first, ...later])).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(done).toEqual([
    ['o', 'a', 'b'],
    ['p', 'e'],
    ['o', 'c', 'd'],
  ]);
});

it('does not let one that fails cost the others', async () => {
  const ask = createGatherer<number, number>(async (_orgId, asks) => {
    if (asks.includes(2)) throw new Error('two is bad');
    return asks.map((one) => one * 10);
  });
  const results = await Promise.allSettled([ask('o', 1), ask('o', 2), ask('o', 3)]);
  expect(results.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
    10,
    'Error: two is bad',
    30,
  ]);
});
