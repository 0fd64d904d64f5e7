import { randomUUID } from 'node:crypto';
import type { Sql } from './table-protection.ts';

type Column = { readonly name: string; readonly type: string };

/** A table with an org_id, and the columns that a row must have. */
export type TenantTable = { readonly name: string; readonly columns: readonly Column[] };

/** Every table with an org_id, whatever was added since. */
export async function tenantTables(sql: Sql): Promise<TenantTable[]> {
  return sql<{ name: string; columns: Column[] }>(
    `select n.nspname || '.' || c.relname as name,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attnotnull and a.attname <> 'org_id' and a.attidentity = '' and a.attgenerated = ''
          and (not a.atthasdef or a.attname like '%\\_id')) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped)
     order by 1`,
  );
}

/**
 * Lets rows be stored that mean nothing: takes away the checks and references of every table. For a database that only proves
 * who sees a row.
 */
export async function dropMeaning(sql: Sql): Promise<void> {
  const constraints = await sql<{ drop: string }>(
    `select format('alter table %s drop constraint %I cascade', c.conrelid::regclass, c.conname) as drop from pg_constraint c
     join pg_namespace n on n.oid = c.connamespace
     where c.contype in ('c', 'f') and c.conrelid <> 0 and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { drop } of constraints) await sql(drop);
}

const values: Readonly<Record<string, () => unknown>> = {
  uuid: () => randomUUID(),
  text: () => randomUUID(),
  integer: () => 1,
  bigint: () => 1,
  smallint: () => 1,
  numeric: () => 1,
  'double precision': () => 1,
  boolean: () => true,
  date: () => '2026-01-01',
  'timestamp with time zone': () => '2026-01-01T00:00:00Z',
  jsonb: () => '{}',
  json: () => '{}',
  xid8: () => '1',
  bytea: () => Buffer.from(randomUUID()),
  'uuid[]': () => [],
  'text[]': () => [],
  'integer[]': () => [],
  'bigint[]': () => [],
};

/** An insert of a row of an organisation, with any values that its types take. */
export function insertOf(table: TenantTable, orgId: string): { text: string; values: unknown[] } {
  const names = ['org_id', ...table.columns.map((column) => column.name)];
  const row = table.columns.map(({ name, type }) => {
    const make = values[type];
    if (make === undefined)
      throw new Error(`${table.name}.${name} is of type ${type}: say in any-row.ts how to fill it`);
    return make();
  });
  return {
    text: `insert into ${table.name} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    values: [orgId, ...row],
  };
}
