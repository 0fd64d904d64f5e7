import { spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { adviceFor, asUser, cleanEnvironment, identity, type Place } from './place.ts';
import { disarmStalePidFile, findPostmaster } from './postmaster.ts';
import { serverSettings } from './settings.ts';

export type Launch =
  | { readonly kind: 'ready' }
  /** Another process started or is stopping a server here, or its orphans still write: look again. */
  | { readonly kind: 'contended'; readonly said: string }
  | { readonly kind: 'port-taken' };

const readyWithinMs = 300_000; // recovery after a crash may replay gigabytes
const pollMs = 15;

/**
 * Starts a server on the cluster and waits until it accepts connections. It is a session of its own: neither Ctrl-C in our
 * terminal nor our death reaches it. Throws with the end of its log when it gives up.
 */
export async function launchServer(place: Place, port: number): Promise<Launch> {
  await disarmStalePidFile(place.cluster);
  await turnLog(place.logFile);
  const logHandle = await open(place.logFile, 'a', 0o600);
  const logStart = (await logHandle.stat()).size;
  const settings = Object.entries(serverSettings(place.durable)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command, ...args] = asUser(place, [
    place.binaries.postgres,
    '-D',
    place.cluster,
    '-p',
    String(port),
    ...settings,
  ]);
  const child = spawn(command, args, {
    ...identity(place),
    cwd: '/',
    env: cleanEnvironment(),
    detached: true,
    stdio: ['ignore', logHandle.fd, logHandle.fd],
  });
  let ended: string | undefined;
  child.once('exit', (code, signal) => (ended = `exit ${code ?? signal ?? 'unknown'}`));
  child.once('error', (error) => (ended = error.message));
  child.unref();
  const deadline = performance.now() + readyWithinMs;
  try {
    while (ended === undefined && performance.now() < deadline) {
      await sleep(pollMs);
      const running = await findPostmaster(place.cluster);
      if (running !== undefined && running.pid === child.pid && running.ready) return { kind: 'ready' };
    }
  } finally {
    await logHandle.close();
  }
  return explain(place, logStart, ended ?? 'not ready in time');
}

async function explain(place: Place, logStart: number, ended: string): Promise<Launch> {
  const said = (await readFile(place.logFile)).subarray(logStart).toString('utf8');
  if (/Address already in use/.test(said)) return { kind: 'port-taken' };
  const tail = said.trim().split('\n').slice(-6).join('\n');
  if (/lock file "postmaster\.pid" (already exists|is empty)|pre-existing shared memory/.test(said)) {
    return { kind: 'contended', said: tail };
  }
  throw new Error(`PostgreSQL did not start on ${place.cluster} (${ended}).${adviceFor(place)}\n${tail}`);
}

const logLimitBytes = 8_000_000;

async function turnLog(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logLimitBytes) await rename(file, `${file}.1`);
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function findFreePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => {
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('no free port on 127.0.0.1'));
    });
  });
  return promise;
}
