import type pg from 'pg';
import { listTables } from '../../backup/tables.ts';
import { fault } from '../../platform/fault.ts';
import { demoOrgId } from './create-demo.ts';

export type Deleted = { readonly rows: number; readonly people: number };

/**
 * Deletes the demo: every row of it in every table, and the sign-in of its people who belong to no other organisation. All of it or
 * nothing. `client` is connected as the role that migrates, since no role of the server may delete facts. Undefined when there is no
 * demo. Throws DEMO_ONLY when something else has its id.
 */
export async function deleteDemo(
  client: pg.Client,
  onTable: (table: string, rows: number) => void = () => undefined,
): Promise<Deleted | undefined> {
  return inTransactionOf(client, demoOrgId, async () => {
    const { rows } = await client.query<{ demo: boolean }>(
      'select demo from identity.organisation where org_id = $1 for update',
      [demoOrgId],
    );
    if (rows[0] === undefined) return undefined;
    if (!rows[0].demo)
      throw fault(
        'conflict',
        'DEMO_ONLY',
        `The organisation ${demoOrgId} of this database is no demo: it is left alone.`,
      );
    return deleteOrganisation(client, demoOrgId, onTable);
  });
}

/** Ends the memberships and keys of the demo, so that nobody begins anything there any more. */
export async function closeDemo(client: pg.Client): Promise<void> {
  await inTransactionOf(client, demoOrgId, async () => {
    const isDemo = 'exists (select from identity.organisation o where o.org_id = $1 and o.demo)';
    await client.query(
      `update identity.member set disabled_at = now() where org_id = $1 and disabled_at is null and ${isDemo}`,
      [demoOrgId],
    );
    await client.query(
      `update identity.api_key set revoked_at = now() where org_id = $1 and revoked_at is null and ${isDemo}`,
      [demoOrgId],
    );
  });
}

/** Deletes what was still under way for an organisation while it was deleted. */
export async function deleteStragglers(client: pg.Client): Promise<number> {
  return inTransactionOf(client, demoOrgId, async () => {
    const { rowCount } = await client.query('select from identity.organisation where org_id = $1', [demoOrgId]);
    if (rowCount !== 0) return 0;
    return (await deleteOrganisation(client, demoOrgId, () => undefined)).rows;
  });
}

/** Whether a server works on this database now. It would go on writing for an organisation that is being deleted. */
export async function isServed(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_stat_activity where datname = current_database() and application_name in ('barrow barrow_app', 'barrow listener') limit 1`,
  );
  return rowCount === 1;
}

/** The owner of the tables is bound by row-level security like everyone: it sees one organisation. */
async function inTransactionOf<T>(client: pg.Client, orgId: string, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query(`select set_config('app.org_id', $1, true)`, [orgId]);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function deleteOrganisation(
  client: pg.Client,
  orgId: string,
  onTable: (table: string, rows: number) => void,
): Promise<Deleted> {
  const personIds = await peopleOnlyOf(client, orgId);
  let deleted = 0;
  for (const table of (await listTables(client)).toReversed()) {
    if (!table.columns.includes('org_id')) continue;
    const { rowCount } = await client.query(`delete from ${table.name} where org_id = $1`, [orgId]);
    deleted += rowCount ?? 0;
    if (rowCount !== 0) onTable(table.name, rowCount ?? 0);
  }
  await client.query('set local role barrow_auth');
  const { rowCount } = await client.query('delete from auth."user" where id = any($1)', [personIds]);
  await client.query('reset role');
  return { rows: deleted, people: rowCount ?? 0 };
}

/** The people of an organisation who are in no other, not even disabled. */
async function peopleOnlyOf(client: pg.Client, orgId: string): Promise<string[]> {
  await client.query('set local role barrow_dispatch');
  const { rows } = await client.query<{ person_id: string }>(
    `select m.person_id from identity.member m where m.org_id = $1
       and not exists (select from identity.member o where o.person_id = m.person_id and o.org_id <> $1)`,
    [orgId],
  );
  await client.query('reset role');
  return rows.map((row) => row.person_id);
}
