import type { Row } from '../platform/postgres.ts';

/** Runs a statement as superuser. */
export type Sql = <R extends Row>(text: string, values?: readonly unknown[]) => Promise<R[]>;

/** The roles the server works as. They own nothing, and nothing lets them around row-level security. */
const serverRoles = ['barrow_app', 'barrow_auth', 'barrow_dispatch'];

/** Kept without row-level security because no role of the server may touch it, which is checked. */
const outOfReach = ['migration.applied'];

const ours = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg\\_temp%' and n.nspname not like 'pg\\_toast%'`;

/** Walks the catalogue of a database and says, a sentence each, what could let one organisation see another's rows. */
export async function findUnprotected(sql: Sql): Promise<string[]> {
  return [
    ...(await weakTables(sql)),
    ...(await weakViews(sql)),
    ...(await weakFunctions(sql)),
    ...(await weakRoles(sql)),
  ].toSorted();
}

async function weakTables(sql: Sql): Promise<string[]> {
  const tables = await sql<{
    name: string;
    owner: string;
    enabled: boolean;
    forced: boolean;
    policies: number;
    open_policies: string[];
    reachable: boolean;
    has_org: boolean;
  }>(
    `select n.nspname || '.' || c.relname as name, pg_get_userbyid(c.relowner) as owner, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
       (select count(*)::integer from pg_policy p where p.polrelid = c.oid) as policies,
       array(select p.polname::text from pg_policy p where p.polrelid = c.oid and p.polpermissive
         and (p.polroles = '{0}' or p.polroles @> array[(select oid from pg_roles where rolname = 'barrow_app')])
         and coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') not like '%app.org_id%') as open_policies,
       exists (select from unnest($1::text[]) r where has_table_privilege(r, c.oid, 'select, insert, update, delete')) as reachable,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped) as has_org
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'f') and ${ours}`,
    [serverRoles],
  );
  return tables.flatMap(({ name, owner, enabled, forced, policies, open_policies: open, reachable, has_org }) => {
    if (outOfReach.includes(name))
      return reachable ? [`${name} has no row-level security and is open to the server`] : [];
    return [
      ...(enabled ? [] : [`${name} has no row-level security`]),
      ...(forced ? [] : [`${name} does not force row-level security on its owner`]),
      ...(policies > 0 ? [] : [`${name} has no policy`]),
      ...(serverRoles.includes(owner) ? [`${name} belongs to ${owner}, which the server works as`] : []),
      ...(has_org ? open.map((policy) => `the policy ${policy} of ${name} does not ask for the organisation`) : []),
    ];
  });
}

/** A view sees as its owner unless it is told to see as its reader. */
async function weakViews(sql: Sql): Promise<string[]> {
  const views = await sql<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on']))`,
  );
  return views.map(({ name }) => `${name} is a view that sees as its owner`);
}

/** Only barrow_dispatch may own a function that looks across organisations, and only named roles may call it. */
async function weakFunctions(sql: Sql): Promise<string[]> {
  const functions = await sql<{ name: string; owner: string; open: boolean; fixed: boolean }>(
    `select p.oid::regprocedure::text as name, pg_get_userbyid(p.proowner) as owner,
       p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0 and a.privilege_type = 'EXECUTE') as open,
       coalesce(array_to_string(p.proconfig, ',') like '%search_path=%', false) as fixed
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and ${ours}`,
  );
  return functions.flatMap(({ name, owner, open, fixed }) => [
    ...(owner === 'barrow_dispatch' ? [] : [`${name} runs as ${owner}`]),
    ...(open ? [`${name} may be called by everyone`] : []),
    ...(fixed ? [] : [`${name} does not fix its search path`]),
  ]);
}

async function weakRoles(sql: Sql): Promise<string[]> {
  const roles = await sql<{ name: string; why: string }>(
    `select r.rolname as name, 'may go around row-level security' as why from pg_roles r
       where r.rolname = any($1) and (r.rolsuper or r.rolbypassrls)
     union all
     select m.rolname, 'is a member of ' || g.rolname from pg_auth_members am
       join pg_roles m on m.oid = am.member join pg_roles g on g.oid = am.roleid where m.rolname = any($1)`,
    [serverRoles],
  );
  return roles.map(({ name, why }) => `the role ${name} ${why}`);
}
