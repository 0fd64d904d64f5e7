import type pg from 'pg';

export type Table = { readonly name: string; readonly columns: readonly string[] };

type TableRow = { name: string; columns: string[]; depth: number };

/** Every table of the house with its columns, quoted, those that others refer to first. */
export async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<TableRow>(`
    with recursive tables as (
      select c.oid, format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'migration', 'public') and n.nspname !~ '^pg_'
    ), referred as (
      select t.oid, 0 as depth from tables t
      union all
      select f.conrelid, r.depth + 1 from referred r join pg_constraint f on f.contype = 'f' and f.confrelid = r.oid and f.conrelid <> r.oid where r.depth < 20
    )
    select t.name, max(r.depth) as depth,
      (select array_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
       where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from tables t join referred r on r.oid = t.oid group by t.oid, t.name order by depth, t.name`);
  return rows.map((row) => ({ name: row.name, columns: row.columns }));
}

/** Backup and restore see every organisation: the role must be one that row-level security does not bind. */
export async function requireFullSight(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ sees: boolean }>(
    'select rolsuper or rolbypassrls as sees from pg_roles where rolname = current_user',
  );
  if (rows[0]?.sees !== true) {
    throw new Error(
      'this database role is bound by row-level security and cannot see everything: use a role with BYPASSRLS, or the backup of your PostgreSQL provider',
    );
  }
}
