import type { SaleInput } from '@barrow/contracts';
import { createLogger } from '../../apps/server/src/platform/logger.ts';
import { createDatabase } from '../../apps/server/src/platform/postgres.ts';
import { verify } from '../../apps/server/src/verify/verify.ts';
import pg from 'pg';

const eventsOfSales: Readonly<Record<string, string>> = {
  'not exactly one event tells of sale': `select s.sale_id as id from sales.sale s
     where 1 <> (select count(*) from platform.event e where e.org_id = s.org_id and e.subject_id = s.sale_id and e.type = 'sales.sale.captured')`,
  'an event tells of the unknown sale': `select e.subject_id as id from platform.event e
     where e.type = 'sales.sale.captured' and not exists (select from sales.sale s where s.org_id = e.org_id and s.sale_id = e.subject_id)`,
};

/**
 * What the database holds other than what clients were told: sales that are missing, changed, doubled or nobody's, events likewise, and
 * books that do not add up by `verify`. For databases in which every sale is one of these clients.
 */
export async function differencesFromTold(
  databaseUrl: string,
  told: ReadonlyMap<string, SaleInput>,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const database = createDatabase({ url: databaseUrl, size: 2, role: 'barrow_app', log: createLogger('silent') });
  try {
    const found: string[] = [];
    const { rows } = await client.query<{ sale_id: string; total_minor: string; line_count: number }>(
      'select sale_id, total_minor, line_count from sales.sale',
    );
    const stored = new Map(rows.map((row) => [row.sale_id, row]));
    for (const [id, sale] of told) {
      const row = stored.get(id);
      if (row === undefined) found.push(`sale ${id} was told stored and is lost`);
      else if (row.line_count !== sale.lines.length || Number(row.total_minor) !== sale.payments?.[0]?.amountMinor)
        found.push(`sale ${id} was stored otherwise than sent`);
    }
    for (const id of stored.keys()) if (!told.has(id)) found.push(`sale ${id} is stored and nobody was told`);
    for (const [what, text] of Object.entries(eventsOfSales)) {
      for (const { id } of (await client.query<{ id: string }>(text)).rows) found.push(`${what} ${id}`);
    }
    const organisations = await client.query<{ org_id: string }>('select org_id from identity.organisation');
    for (const { org_id } of organisations.rows) {
      for (const difference of await verify(database, org_id)) found.push(JSON.stringify(difference));
    }
    return found.slice(0, 50);
  } finally {
    await Promise.all([client.end(), database.close()]);
  }
}
