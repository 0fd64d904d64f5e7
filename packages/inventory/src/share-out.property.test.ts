import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shareOut } from './share-out.ts';

const asks = fc.array(
  fc
    .record({ packs: fc.integer({ min: 0, max: 50 }), packMilli: fc.constantFrom(1, 250, 1000, 6000) })
    .map(({ packs, packMilli }) => ({ askedMilli: packs * packMilli, packMilli })),
  { maxLength: 12 },
);
const keyed = asks.map((list) => list.map((ask, index) => ({ ...ask, key: `shop ${index}` })));

it('gives whole packs, nobody more than they ask, and together no more than there is', () => {
  fc.assert(
    fc.property(keyed, fc.integer({ min: -5000, max: 400_000 }), (list, availableMilli) => {
      const given = shareOut(availableMilli, list);
      const sum = given.reduce((total, one) => total + one, 0);
      const asked = list.reduce((total, one) => total + one.askedMilli, 0);
      expect(sum).toBeLessThanOrEqual(Math.max(0, availableMilli));
      given.forEach((one, index) => {
        expect(one % list[index]!.packMilli).toBe(0);
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThanOrEqual(list[index]!.askedMilli);
      });
      expect(asked > availableMilli || sum === asked).toBe(true);
    }),
  );
});

it('keeps everybody within a pack of the same part', () => {
  fc.assert(
    fc.property(keyed, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, part) => {
      const asked = list.reduce((total, one) => total + one.askedMilli, 0);
      const availableMilli = Math.floor(asked * part);
      shareOut(availableMilli, list).forEach((one, index) => {
        const { askedMilli, packMilli } = list[index]!;
        const fairMilli = asked === 0 ? 0 : (askedMilli * availableMilli) / asked;
        expect(Math.abs(one - fairMilli)).toBeLessThanOrEqual(packMilli);
      });
    }),
  );
});

it('gives the packs left over to those whom rounding took most from', () => {
  const ask = (key: string, units: number) => ({ key, askedMilli: units * 1000, packMilli: 1000 });
  expect(shareOut(10_000, [ask('a', 9), ask('b', 6), ask('c', 3)])).toEqual([5000, 3000, 2000]);
});
