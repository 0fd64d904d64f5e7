import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { endOfTable } from './format.ts';
import { listTables, requireFullSight } from './tables.ts';

export type BackupResult = { readonly tables: number; readonly bytes: number };

/**
 * Writes everything of an installation to one file, as it was at one moment, while it goes on working. The file appears under its
 * name only when it is whole. Memory does not grow with the data.
 */
export async function backup(databaseUrl: string, file: string, takenAt: string): Promise<BackupResult> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'barrow backup' });
  await client.connect();
  try {
    await requireFullSight(client);
    await client.query('begin transaction isolation level repeatable read, read only');
    const tables = await listTables(client);
    const { rows } = await client.query<{ migrations: number; epoch: number }>(
      'select (select max(number) from migration.applied) as migrations, (select number from platform.epoch) as epoch',
    );
    let bytes = 0;
    async function* text(): AsyncGenerator<string | Buffer> {
      yield `${JSON.stringify({ barrowBackup: 1, takenAt, ...rows[0] })}\n`;
      for (const table of tables) {
        yield `${JSON.stringify({ table: table.name, columns: table.columns })}\n`;
        const copy = client.query(copyTo(`copy (select ${table.columns.join(', ')} from ${table.name}) to stdout`));
        for await (const chunk of copy) {
          const data: unknown = chunk;
          if (!Buffer.isBuffer(data)) throw new Error('COPY gave no bytes');
          bytes += data.length;
          yield data;
        }
        yield `${endOfTable}\n`;
      }
      yield `${JSON.stringify({ end: true, tables: tables.length })}\n`;
    }
    const draft = `${file}.part`;
    await pipeline(
      Readable.from(text(), { objectMode: true }),
      createGzip(),
      createWriteStream(draft, { mode: 0o600 }),
    );
    await client.query('commit');
    await rename(draft, file);
    return { tables: tables.length, bytes };
  } finally {
    await client.end();
  }
}
