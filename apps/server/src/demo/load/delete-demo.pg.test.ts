import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { addDays } from '@barrow/kernel';
import { createLogger } from '../../platform/logger.ts';
import { tenantTables } from '../../testing/any-row.ts';
import { fingerprint } from '../../testing/fingerprint.ts';
import { seedFacts } from '../../testing/seed-facts.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';
import { createDemo, demoCaller, demoOrgId, demoToday } from './create-demo.ts';
import { deleteDemo, isServed } from './delete-demo.ts';
import { writeDemoState } from './demo-state.ts';
import { sweepDemoDeletion } from './sweep-deletion.ts';
import { loadHistory } from './load-history.ts';

const secret = 'a secret that only tests use, 32 characters or more';
const company = {
  name: 'Real Shops',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  owner: { name: 'Rita Real', email: 'rita@example.com', password: 'a real password' },
};

let house: TestHouse;
let client: pg.Client;
beforeEach(async () => {
  house = await createTestHouse();
  client = new pg.Client({ connectionString: house.databaseUrl });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await house.close();
});

/** The demo with the first days of its past. */
async function makeDemo(): Promise<void> {
  const today = demoToday(house.house.clock.nowMs());
  await createDemo(house.house, secret, today);
  await house.house.database.transaction(demoOrgId, (tx) =>
    writeDemoState(tx, { today, loadedThrough: null, trickle: true }),
  );
  const enough = new AbortController();
  await loadHistory(house.house, enough.signal, ({ done }) => {
    if (done === 3) enough.abort();
  });
}

/** How many rows an organisation has, by table, where there is any. */
async function rowsOf(orgId: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { name } of await tenantTables(house.sql)) {
    const [row] = await house.sql<{ rows: number }>(`select count(*)::integer as rows from ${name} where org_id = $1`, [
      orgId,
    ]);
    if (row !== undefined && row.rows > 0) found[name] = row.rows;
  }
  return found;
}

const emails = async (): Promise<string[]> =>
  (await house.sql<{ email: string }>('select email from auth."user" order by email')).map((row) => row.email);

describe('deleting the demo', () => {
  it('leaves no row of it in any table and every other organisation as it was', async () => {
    const [first, second] = house.locations;
    await seedFacts(house.api, first.locationId, second.locationId, 'MINE');
    await makeDemo();
    await house.house.identity.createOrganisation({ name: 'Both', currency: 'EUR', timeZone: 'UTC' }, [
      { email: 'olive@fernandfield.example', name: 'Olive', role: 'owner' },
    ]);
    const had = await rowsOf(demoOrgId);
    expect(Object.keys(had)).toEqual(
      expect.arrayContaining(['sales.line', 'stock.move', 'platform.event', 'platform.audit']),
    );
    const before = await fingerprint(house.sql, house.orgId);
    const told: Record<string, number> = {};
    const deleted = await deleteDemo(client, (table, rows) => {
      told[table] = rows;
    });
    expect(await rowsOf(demoOrgId)).toEqual({});
    expect(told).toEqual(had);
    expect(deleted).toEqual({ rows: Object.values(had).reduce((sum, rows) => sum + rows, 0), people: 5 });
    expect(await emails()).toEqual(['olive@fernandfield.example']);
    expect(await fingerprint(house.sql, house.orgId)).toEqual(before);
    expect(await deleteDemo(client)).toBeUndefined();
  });

  it('makes room for a company, as the owner of the tables too, who is bound by row-level security', async () => {
    await makeDemo();
    await client.query('update identity.organisation set demo = true where org_id = $1', [house.orgId]);
    await client.query(
      `do $$ begin create role barrow_test_owner nologin; exception when duplicate_object then null; end $$`,
    );
    await client.query('grant barrow_app, barrow_auth, barrow_dispatch to barrow_test_owner');
    await client.query(
      `do $$ declare one record; begin
         for one in select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') loop
           execute 'alter table ' || one.name || ' owner to barrow_test_owner';
         end loop;
         for one in select distinct schemaname as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') loop
           execute 'grant usage on schema ' || quote_ident(one.name) || ' to barrow_test_owner';
         end loop;
       end $$`,
    );
    await client.query('set session authorization barrow_test_owner');
    await deleteDemo(client);
    await client.query('reset session authorization');
    expect(await rowsOf(demoOrgId)).toEqual({});
    expect(await emails()).toEqual([]);
    const answer = await fetch(`${house.address}/api/company`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(company),
    });
    expect(answer.status).toBe(200);
  });

  it('is refused when the organisation of that id is none, and rolled back when it fails', async () => {
    await makeDemo();
    const before = await fingerprint(house.sql, demoOrgId);
    await expect(
      deleteDemo(client, () => {
        throw new Error('enough');
      }),
    ).rejects.toThrow('enough');
    expect(await fingerprint(house.sql, demoOrgId)).toEqual(before);
    await client.query('update identity.organisation set demo = false where org_id = $1', [demoOrgId]);
    await expect(deleteDemo(client)).rejects.toMatchObject({ code: 'DEMO_ONLY' });
    expect(await rowsOf(demoOrgId)).not.toEqual({});
  });

  it('that was asked for through the API is done by a server, for people who typed its name', async () => {
    await makeDemo();
    const { database, registry, clock } = house.house;
    const ask = (name: string) => registry.perform('demo.network.delete', demoCaller(demoOrgId), { name });
    const swept = () => sweepDemoDeletion(database, house.databaseUrl, createLogger('silent'));
    await expect(ask('Fern & Field')).rejects.toMatchObject({ code: 'DEMO_ONLY' });
    await database.transaction(demoOrgId, (tx) =>
      writeDemoState(tx, { loadedThrough: addDays(demoToday(clock.nowMs()), -1) }),
    );
    await expect(ask('Fern')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(await swept()).toBe(0);
    await ask('Fern & Field');
    expect(await swept()).toBeGreaterThan(0);
    expect(await rowsOf(demoOrgId)).toEqual({});
    expect(await emails()).toEqual([]);
    expect(await swept()).toBe(0);
  });

  it('can be told that a server is running', async () => {
    await house.house.registry.perform('identity.me.read', { ...demoCaller(house.orgId) }, {});
    expect(await isServed(client)).toBe(true);
  });
});
