import { expect, it } from 'vitest';
import { tableOf } from './report.ts';

it('a table shows each figure beside its limit and says what the limit is', () => {
  const limit = { name: 'COPY alone', value: 20_000 };
  const text = tableOf({ name: 'ingest', results: [{ metric: 'sales_per_s', value: 8000, unit: 'sales/s', limit }] }, [
    'a note',
  ]);
  expect(text).toContain('sales_per_s  8000   sales/s        20000 (0.4 x)');
  expect(text).toContain('limit of sales_per_s: COPY alone');
  expect(text).toContain('a note');
});
