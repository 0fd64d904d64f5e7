import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Surroundings } from './surroundings.ts';

/** The tables that the design needs for a sale, and which of their rows a sale wrote. */
const tables = [
  { name: 'sales.sale', of: 'true' },
  { name: 'sales.line', of: 'true' },
  { name: 'sales.payment', of: 'true' },
  { name: 'stock.move', of: `kind in ('sale', 'return')` },
  {
    name: 'stock.balance',
    of: '(org_id, location_id, item_id) in (select org_id, location_id, item_id from sales.line join sales.sale using (org_id, sale_id))',
  },
  { name: 'sales.day_total', of: 'true' },
  { name: 'sales.item_day', of: 'true' },
  { name: 'platform.event', of: `type = 'sales.sale.captured'` },
] as const;

export const copiedTables = tables.map(({ name }) => name).join(', ');

/**
 * Loads the rows that captured sales wrote once more, by COPY on one connection and in one transaction, into empty tables with the same
 * columns, checks, indexes and row-level security. Answers the seconds it took. PostgreSQL lets only a superuser COPY into a table under
 * row-level security, so the policies stand there but are not evaluated: the limit is a little generous.
 */
export async function copySeconds({ databaseUrl, folder }: Surroundings): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('create schema copied');
    const copies = tables.map(({ name, of }, index) => ({
      name,
      of,
      copy: `copied.table_${index}`,
      file: join(folder, `copied-${index}`),
    }));
    for (const { name, of, copy, file } of copies) {
      await pipeline(
        client.query(copyTo(`copy (select * from ${name} where ${of}) to stdout`)),
        createWriteStream(file),
      );
      await client.query(`create table ${copy} (like ${name} including all)`);
      await client.query(`call platform.protect('${copy}')`);
    }
    await client.query('checkpoint');
    const startedMs = performance.now();
    await client.query('begin');
    for (const { copy, file } of copies) {
      await pipeline(
        createReadStream(file, { highWaterMark: 1 << 20 }),
        client.query(copyFrom(`copy ${copy} from stdin`)),
      );
    }
    await client.query('commit');
    return (performance.now() - startedMs) / 1000;
  } finally {
    await client.end();
  }
}
