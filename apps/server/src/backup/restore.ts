import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrate } from '../platform/migrate.ts';
import { endOfTable, parseHeader, parseSection, type BackupHeader } from './format.ts';
import { requireFullSight } from './tables.ts';

/** The lines of a gzip file as bytes, each with its line end, in chunks of bounded size: [line, isWhole]. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file).pipe(createGunzip())) {
    const data: unknown = chunk;
    if (!Buffer.isBuffer(data)) throw new Error('the file gave no bytes');
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    let start = 0;
    for (let end = rest.indexOf(10, start); end >= 0; end = rest.indexOf(10, start)) {
      yield rest.subarray(start, end + 1);
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield rest;
}

async function requireEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ used: boolean }>('select exists (select from identity.organisation) as used');
  if (rows[0]?.used === true) throw new Error('this database holds an organisation already: restore into an empty one');
}

/** Identity columns go on after what was restored. */
async function advanceSequences(client: pg.Client): Promise<void> {
  await client.query(`
    do $$
    declare one record;
    begin
      for one in
        select format('%I.%I', n.nspname, c.relname) as name, quote_ident(a.attname) as col, pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) as seq
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where a.attidentity <> '' and c.relkind = 'r'
      loop
        execute format('select setval(%L, coalesce((select max(%s) from %s), 0) + 1, false)', one.seq, one.col, one.name);
      end loop;
    end $$`);
}

/**
 * Puts a backup into an empty database, in one transaction: all of it or nothing. The schema is first brought to the backup's level,
 * afterwards to the newest. The event log begins a new epoch, by which tills and readers see that the past was put back.
 */
export async function restore(
  databaseUrl: string,
  file: string,
): Promise<{ tables: number; takenAt: string; epoch: number }> {
  const lines = linesOf(file);
  const first = await lines.next();
  const header: BackupHeader | undefined = first.done === true ? undefined : parseHeader(first.value.toString('utf8'));
  if (header === undefined) throw new Error(`${file} is no backup of Barrow`);
  await migrate(databaseUrl, header.migrations);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'barrow restore' });
  await client.connect();
  const epoch = header.epoch + 1;
  let tables = 0;
  try {
    await requireFullSight(client);
    await requireEmpty(client);
    await client.query('begin');
    await client.query('delete from platform.epoch');
    for (let whole = false; !whole;) {
      const next = await lines.next();
      if (next.done === true) throw new Error(`${file} ends too early: it is not whole`);
      const section = parseSection(next.value.toString('utf8'));
      if ('end' in section) {
        if (section.tables !== tables) throw new Error(`${file} holds ${tables} tables of ${section.tables}`);
        whole = true;
      } else {
        await copyTable(client, section.table, section.columns, lines);
        tables += 1;
      }
    }
    await advanceSequences(client);
    await client.query('update platform.epoch set number = $1, began_at = now()', [epoch]);
    await client.query('commit');
  } finally {
    await client.end();
  }
  await migrate(databaseUrl);
  return { tables, takenAt: header.takenAt, epoch };
}

const tableName = /^("[^"]+"|[a-z_]+)\.("[^"]+"|[a-z_]+)$/;
const columnName = /^("[^"]+"|[a-z_][a-z0-9_]*)$/;

async function copyTable(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  lines: AsyncGenerator<Buffer>,
): Promise<void> {
  if (!tableName.test(table) || !columns.every((column) => columnName.test(column)))
    throw new Error(`the backup names a table that cannot be: ${table}`);
  const target = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  const failed = once(target, 'error').then(([error]: unknown[]) =>
    Promise.reject(error instanceof Error ? error : new Error(String(error))),
  );
  failed.catch(() => undefined);
  for (;;) {
    const next = await lines.next();
    if (next.done === true) throw new Error('the backup ends inside a table: it is not whole');
    if (next.value.length === 3 && next.value.toString('latin1') === `${endOfTable}\n`) break;
    if (!target.write(next.value)) await Promise.race([once(target, 'drain'), failed]);
  }
  target.end();
  await Promise.race([once(target, 'finish'), failed]);
}
