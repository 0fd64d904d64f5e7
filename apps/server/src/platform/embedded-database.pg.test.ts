import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database.ts';
import { findPostmaster, stopPostmaster } from './embedded-database/postmaster.ts';

let dataDir: string;
let open: EmbeddedDatabase[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'barrow test-'));
  open = [];
});

afterEach(async () => {
  for (const database of open) await database.stop();
  const left = await findPostmaster(cluster());
  if (left !== undefined) await stopPostmaster(cluster(), left.pid);
  await rm(dataDir, { recursive: true, force: true });
});

const cluster = (): string => join(dataDir, 'postgres', 'cluster');

async function start(port = 0): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({ dataDir, port, durable: false, log: () => undefined });
  open.push(database);
  return database;
}

async function ask(url: string, statement: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const answer = await client.query<{ answer: string }>(statement);
    return answer.rows[0]?.answer ?? '';
  } finally {
    await client.end();
  }
}

async function pidOfServer(): Promise<number> {
  const running = await findPostmaster(cluster());
  if (running === undefined) throw new Error('no server runs');
  return running.pid;
}

/** A process of its own that starts the database and then does nothing. */
async function startElsewhere(): Promise<ChildProcess> {
  const source = new URL('embedded-database.ts', import.meta.url).href;
  const script = `
    const { startEmbeddedDatabase } = await import(${JSON.stringify(source)});
    const database = await startEmbeddedDatabase({ dataDir: ${JSON.stringify(dataDir)}, durable: false, log: () => undefined });
    process.on('SIGTERM', () => void database.stop().then(() => process.exit(0)));
    console.log('up');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) if (line === 'up') return child;
  throw new Error('the other process did not start the database');
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

describe('the embedded database', () => {
  it('starts on an empty folder with UTF-8, byte order, checked passwords and one private address', async () => {
    const { url } = await start();
    expect(await ask(url, `select current_setting('server_encoding') as answer`)).toBe('UTF8');
    expect(await ask(url, `select upper('ä') || ('B' < 'a')::text as answer`)).toBe('Ätrue');
    expect(await ask(url, `select current_setting('listen_addresses') as answer`)).toBe('127.0.0.1');
    await expect(ask(url.replace(/:[0-9a-f]{48}@/, ':wrong@'), 'select 1')).rejects.toThrow('password');
    expect((await stat(join(dataDir, 'postgres', 'password'))).mode & 0o777).toBe(0o600);
  });

  it('keeps its data over a restart, and the second start takes less than a second', async () => {
    const first = await start();
    await ask(first.url, `create table kept as select 'here' as answer`);
    await first.stop();
    const before = performance.now();
    const second = await start();
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(await ask(second.url, 'select answer from kept')).toBe('here');
  });

  it('adopts the server of a killed predecessor, and stops it at the end', async () => {
    const predecessor = await startElsewhere();
    const pid = await pidOfServer();
    await end(predecessor, 'SIGKILL');
    const successor = await start();
    expect(await pidOfServer()).toBe(pid);
    expect(await ask(successor.url, `select 'works' as answer`)).toBe('works');
    await successor.stop();
    expect(await findPostmaster(cluster())).toBeUndefined();
  });

  it('runs on while another process uses it, and ends with the last one', async () => {
    const other = await startElsewhere();
    const mine = await start();
    await mine.stop();
    const pid = await pidOfServer();
    const again = await start();
    await end(other, 'SIGTERM');
    expect(await pidOfServer()).toBe(pid);
    await again.stop();
    expect(await findPostmaster(cluster())).toBeUndefined();
  });

  it('takes two first starts at the same time', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect(two.url).toBe(one.url);
  });

  it.each([
    ['of a dead process', () => 4_000_000],
    ['whose number another program has now', () => process.pid],
  ])('starts over a stale pid file %s', async (_, stalePid) => {
    await (await start()).stop();
    await start();
    const file = join(cluster(), 'postmaster.pid');
    const note = await readFile(file, 'utf8');
    await open.at(-1)?.stop();
    await writeFile(file, note.replace(/^\d+/, String(stalePid())));
    const owner = await stat(cluster());
    await chown(file, owner.uid, owner.gid);
    const database = await start();
    expect(await ask(database.url, `select 'works' as answer`)).toBe('works');
  });

  it('replaces a server that does not answer', async () => {
    const predecessor = await startElsewhere();
    const pid = await pidOfServer();
    await end(predecessor, 'SIGKILL');
    process.kill(pid, 'SIGSTOP');
    const successor = await start();
    expect(await pidOfServer()).not.toBe(pid);
    expect(await ask(successor.url, `select 'works' as answer`)).toBe('works');
  });

  it('brings a server that died up again at the same address', async () => {
    const database = await start();
    process.kill(await pidOfServer(), 'SIGKILL');
    await expect
      .poll(() => ask(database.url, `select 'back' as answer`).catch(() => 'gone'), { timeout: 15_000 })
      .toBe('back');
  });

  it('starts under a umask that hides new files from others', async () => {
    const usual = process.umask(0o077);
    try {
      const database = await start();
      expect(await ask(database.url, `select 'works' as answer`)).toBe('works');
    } finally {
      process.umask(usual);
    }
  });

  it('says so when its port is taken', async () => {
    const { url } = await start();
    const taken = Number(new URL(url).port);
    const elsewhere = await mkdtemp(join(tmpdir(), 'barrow test-'));
    try {
      const second = startEmbeddedDatabase({ dataDir: elsewhere, port: taken, durable: false, log: () => undefined });
      await expect(second).rejects.toThrow(`Port ${taken} is taken`);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });
});
