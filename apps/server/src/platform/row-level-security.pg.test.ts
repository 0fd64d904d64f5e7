import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { dropMeaning, insertOf, tenantTables, type TenantTable } from '../testing/any-row.ts';
import { findUnprotected, type Sql } from '../testing/table-protection.ts';

const orgA = randomUUID();
const orgB = randomUUID();

let database: TestDatabase;
let superuser: pg.Client;
let app: pg.Client;
let tables: TenantTable[];
const sql: Sql = async <R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
  (await superuser.query<R>(text, [...values])).rows;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.url });
  app = new pg.Client({ connectionString: database.url, options: '-c role=barrow_app' });
  await Promise.all([superuser.connect(), app.connect()]);
  tables = await tenantTables(sql);
});
afterAll(async () => {
  await superuser.end();
  await app.end();
  await database.drop();
});

describe('the catalogue walk', () => {
  it('finds every table protected', async () => {
    expect(await findUnprotected(sql)).toEqual([]);
    expect(tables.length).toBeGreaterThan(20);
  });

  it.each([
    [
      'a table without row-level security',
      'create table scratch.t (org_id uuid)',
      'scratch.t has no row-level security',
    ],
    [
      'a table that spares its owner',
      'create table scratch.t (org_id uuid); alter table scratch.t enable row level security',
      'scratch.t does not force row-level security on its owner',
    ],
    [
      'a table without a policy',
      'create table scratch.t (org_id uuid); alter table scratch.t enable row level security, force row level security',
      'scratch.t has no policy',
    ],
    [
      'a policy that lets everyone in',
      `create table scratch.t (org_id uuid); call platform.protect('scratch.t'); create policy leak on scratch.t using (true)`,
      'the policy leak of scratch.t does not ask for the organisation',
    ],
    [
      'a table of the role the server works as',
      `create table scratch.t (org_id uuid); call platform.protect('scratch.t'); grant usage, create on schema scratch to barrow_app; alter table scratch.t owner to barrow_app`,
      'scratch.t belongs to barrow_app, which the server works as',
    ],
    [
      'a view that sees as its owner',
      'create view scratch.v as select org_id from sales.sale',
      'scratch.v is a view that sees as its owner',
    ],
    [
      'a function that sees as its owner',
      'create function scratch.f() returns bigint language sql security definer return 1',
      'scratch.f() may be called by everyone',
    ],
    [
      'a grant on the table of migrations',
      'grant select on migration.applied to barrow_app',
      'migration.applied has no row-level security and is open to the server',
    ],
  ])('reports %s', async (_what, statement, finding) => {
    await superuser.query(`begin; create schema scratch; ${statement}`);
    try {
      expect(await findUnprotected(sql)).toContain(finding);
    } finally {
      await superuser.query('rollback');
    }
  });
});

type Refusal = 'refused' | number;

/** How many rows a statement of the server touched, or that PostgreSQL refused it for want of rights. */
async function attempt(orgId: string | undefined, text: string, values: readonly unknown[] = []): Promise<Refusal> {
  await app.query(`begin${orgId === undefined ? '' : `; set local app.org_id = '${orgId}'`}`);
  try {
    return (await app.query(text, [...values])).rowCount ?? 0;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '42501') return 'refused';
    throw error;
  } finally {
    await app.query('rollback');
  }
}

describe('the server as one organisation', () => {
  beforeAll(async () => {
    await dropMeaning(sql);
    for (const table of tables) {
      for (const orgId of [orgA, orgB]) {
        const { text, values } = insertOf(table, orgId);
        await sql(text, values);
      }
    }
  });

  /** What each table answers, one word a table where it is not as it should be. */
  async function walk(isGood: (table: TenantTable) => Promise<boolean>): Promise<string[]> {
    const bad: string[] = [];
    for (const table of tables) if (!(await isGood(table))) bad.push(table.name);
    return bad;
  }
  const none = (answer: Refusal): boolean => answer === 0 || answer === 'refused';

  it('sees its own row of every table that it may read at all', async () => {
    const mute = await walk(async ({ name }) => (await attempt(orgA, `select from ${name}`)) === 1);
    expect(mute).toEqual([]);
  });

  it('sees no row of another', async () => {
    expect(
      await walk(async ({ name }) => none(await attempt(orgA, `select from ${name} where org_id <> '${orgA}'`))),
    ).toEqual([]);
  });

  it('can insert no row of another', async () => {
    const leaks = await walk(async (table) => {
      const { text, values } = insertOf(table, orgB);
      return (await attempt(orgA, text, values)) === 'refused';
    });
    expect(leaks).toEqual([]);
  });

  it('can change and delete no row of another, nor give its own away', async () => {
    const leaks = await walk(async ({ name }) => {
      const changed = await attempt(orgA, `update ${name} set org_id = org_id where org_id = '${orgB}'`);
      const deleted = await attempt(orgA, `delete from ${name} where org_id = '${orgB}'`);
      const given = await attempt(orgA, `update ${name} set org_id = '${orgB}'`);
      return none(changed) && none(deleted) && given === 'refused';
    });
    expect(leaks).toEqual([]);
  });

  it.each([
    ['no organisation', undefined],
    ['an empty organisation', ''],
  ])('sees and stores nothing with %s', async (_what, orgId) => {
    const leaks = await walk(async (table) => {
      const { text, values } = insertOf(table, orgA);
      const seen = await attempt(orgId, `select from ${table.name}`);
      return none(seen) && (await attempt(orgId, text, values)) === 'refused';
    });
    expect(leaks).toEqual([]);
  });

  it('cannot see how people sign in', async () => {
    const signIn = await sql<{ name: string }>(
      `select format('auth.%I', c.relname) as name from pg_class c where c.relnamespace = 'auth'::regnamespace and c.relkind = 'r'`,
    );
    expect(signIn.length).toBeGreaterThan(0);
    for (const { name } of signIn) expect(await attempt(orgA, `select from ${name}`)).toBe('refused');
  });

  it('cannot rewrite what is append-only', async () => {
    const facts = [
      'platform.event',
      'platform.audit',
      'stock.move',
      'stock.document',
      'sales.sale',
      'sales.line',
      'sales.payment',
    ];
    for (const name of facts) {
      expect(await attempt(orgA, `update ${name} set org_id = org_id`)).toBe('refused');
      expect(await attempt(orgA, `delete from ${name}`)).toBe('refused');
    }
  });
});
