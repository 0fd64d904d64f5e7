import { expect, it } from 'vitest';
import { simulate } from './testing/simulate.ts';

const interleavings = 20;
const stories = process.env['BARROW_CHECK_LONG'] === '1' ? 5_000 : 200;
const firstSeed = Number(process.env['BARROW_SEED'] ?? Date.now() % 1_000_000_000);

it(
  'a run ends as it does undisturbed, each effect once, however crashes, duplicates and delays fall',
  { timeout: 600_000 },
  () => {
    for (let nth = 0; nth < stories; nth += 1) {
      const seed = firstSeed + nth * 1_000;
      expect(simulate(seed, interleavings), `BARROW_SEED=${seed} tells this story again`).toBeUndefined();
    }
  },
);
