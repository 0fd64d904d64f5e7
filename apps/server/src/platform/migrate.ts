import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '@barrow/kernel';

const folder = fileURLToPath(new URL('../../migrations/', import.meta.url));

/** Any number will do as long as nobody else uses it: one migrator at a time. */
const lockKey = 4_700_001;

type Migration = { readonly number: number; readonly name: string; readonly sql: string; readonly checksum: string };

async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted();
  const migrations = await Promise.all(
    files.map(async (file) => {
      const sql = await readFile(folder + file, 'utf8');
      return {
        number: Number(file.slice(0, 4)),
        name: file,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    }),
  );
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1) throw new Error(`migrations must be numbered without a gap: ${migration.name}`);
  });
  return migrations;
}

/** PostgreSQL is there and says that it is starting, recovering or about to end. */
const notYet = new Set(['57P01', '57P02', '57P03']);
const patienceMs = 60_000;
const pauseMs = 250;

/** Connects, and waits for a server that is starting up: a machine that boots starts both at once. */
async function connect(url: string): Promise<pg.Client> {
  for (const giveUpAt = performance.now() + patienceMs; ; await sleep(pauseMs)) {
    const client = new pg.Client({ connectionString: url, application_name: 'barrow migrate' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!notYet.has(code) || performance.now() > giveUpAt) throw error;
    }
  }
}

/**
 * Brings the database to the newest schema: each numbered file in its own transaction, one migrator at a time. A file that was
 * applied and then changed is refused (MIGRATION_CHANGED). Answers the names applied now.
 */
export async function migrate(url: string, upTo = Number.POSITIVE_INFINITY): Promise<string[]> {
  const migrations = (await readMigrations()).filter((migration) => migration.number <= upTo);
  const client = await connect(url);
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query(`
      create schema if not exists migration;
      create table if not exists migration.applied (
        number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now()
      )`);
    const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
      'select number, name, checksum from migration.applied order by number',
    );
    const done = new Map(rows.map((row) => [row.number, row]));
    const applied: string[] = [];
    for (const migration of migrations) {
      const before = done.get(migration.number);
      if (before !== undefined) {
        if (before.checksum !== migration.checksum) {
          throw new AppError({
            category: 'conflict',
            code: 'MIGRATION_CHANGED',
            message: `Migration ${migration.name} was changed after it had been applied. Restore the file and add a new one.`,
          });
        }
        continue;
      }
      try {
        await client.query('begin');
        await client.query(migration.sql);
        await client.query('insert into migration.applied (number, name, checksum) values ($1, $2, $3)', [
          migration.number,
          migration.name,
          migration.checksum,
        ]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw (await missingRoles(client, error)) ?? new Error(`migration ${migration.name} failed`, { cause: error });
      }
      applied.push(migration.name);
    }
    return applied;
  } finally {
    await client.end();
  }
}

const roles = ['barrow_app', 'barrow_auth', 'barrow_dispatch'];

/** Where a role may neither create the server's roles nor grant them to itself: what an administrator has to do, in SQL. */
async function missingRoles(client: pg.Client, error: unknown): Promise<AppError | undefined> {
  const isDenied = error instanceof Error && 'code' in error && error.code === '42501' && / role/.test(error.message);
  if (!isDenied) return undefined;
  const { rows } = await client.query<{ me: string; known: string[] }>(
    `select quote_ident(current_user) as me, array(select rolname::text from pg_roles where rolname = any($1)) as known`,
    [roles],
  );
  const [found] = rows;
  if (found === undefined) return undefined;
  const creates = roles.filter((role) => !found.known.includes(role)).map((role) => `create role ${role} nologin;`);
  return new AppError({
    category: 'forbidden',
    code: 'DATABASE_ROLES_MISSING',
    cause: error,
    message: `The database role ${found.me} may not make the roles that the server works as. Let an administrator run: ${[...creates, `grant ${roles.join(', ')} to ${found.me};`].join(' ')} Then start again.`,
  });
}
