import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort, launchServer } from './embedded-database/launch.ts';
import { preparePlace, type Place } from './embedded-database/place.ts';
import { findPostmaster, stopPostmaster } from './embedded-database/postmaster.ts';
import { ensureDatabase, joinServer, type Presence } from './embedded-database/presence.ts';

export type EmbeddedDatabaseOptions = {
  /** Its folder `postgres` holds the cluster, the password and the server's log. Made when absent. */
  readonly dataDir: string;
  /** Port on 127.0.0.1; 0, the default, takes a free one. A server that already runs on this folder keeps its own. */
  readonly port?: number;
  /** False gives up safety against power loss for speed. Default true; false is for tests. */
  readonly durable?: boolean;
  readonly log: (line: string) => void;
};

export type EmbeddedDatabase = {
  /** Superuser's address of the database `barrow`, with its password. */
  readonly url: string;
  /** Stops the server unless another process uses it too: the last one out turns off the light. */
  stop(): Promise<void>;
};

/**
 * Runs PostgreSQL on a folder and keeps it running: a server that dies is started again on the same port until `stop`.
 * A server left by a killed predecessor, or in use by another process of ours, is adopted; one that does not answer is
 * stopped and replaced. Throws with the reason and the end of the server's log when it cannot run.
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { log } = options;
  const place = await preparePlace({ dataDir: options.dataDir, durable: options.durable ?? true, log });
  let stopping = false;
  let mending: Promise<void> = Promise.resolve();
  let joined = await bringUp(place, options.port ?? 0, log);
  const address = `postgres://postgres:${place.password}@127.0.0.1:${joined.port}`;
  await ensureDatabase(`${address}/postgres`, 'barrow');

  const mend = async (): Promise<void> => {
    while (!stopping) {
      log('the connection to PostgreSQL was lost; bringing it up again');
      try {
        joined = await bringUp(place, joined.port, log);
        watch();
        return;
      } catch (error) {
        log(error instanceof Error ? error.message : String(error));
        await sleep(retryMs);
      }
    }
  };
  const watch = (): void => {
    joined.presence.onLost(() => {
      if (!stopping) mending = mend();
    });
  };
  watch();

  return {
    url: `${address}/barrow`,
    stop: async () => {
      if (stopping) return;
      stopping = true;
      await mending;
      await leave(place, joined.presence);
    },
  };
}

const retryMs = 1_000;

type Joined = { readonly port: number; readonly presence: Presence };

const silenceMs = 4_000; // how long a server may leave us without an answer before it counts as hung
const contentionMs = 20_000; // how long orphans of a dead server may keep the cluster
const giveUpMs = 320_000; // longer than a launch may take

async function bringUp(place: Place, wantedPort: number, log: (line: string) => void): Promise<Joined> {
  const startedMs = performance.now();
  let silentSinceMs: number | undefined;
  let contendedSinceMs: number | undefined;
  while (performance.now() - startedMs < giveUpMs) {
    const running = await findPostmaster(place.cluster);
    if (running?.port === undefined) {
      const launched = await launchServer(place, wantedPort === 0 ? await findFreePort() : wantedPort);
      if (launched.kind === 'port-taken' && wantedPort !== 0) {
        throw new Error(`Port ${wantedPort} is taken: choose another for the embedded database.`);
      }
      if (launched.kind === 'contended') {
        contendedSinceMs ??= performance.now();
        if (performance.now() - contendedSinceMs > contentionMs)
          throw new Error(`PostgreSQL cannot start.\n${launched.said}`);
        await sleep(pauseMs);
      }
      continue;
    }
    const answer = await joinServer(running.port, place.password);
    if (answer.kind === 'joined') return { port: running.port, presence: answer.presence };
    if (answer.kind === 'silent') silentSinceMs ??= performance.now();
    else silentSinceMs = undefined;
    if (silentSinceMs !== undefined && performance.now() - silentSinceMs > silenceMs) {
      log(`the PostgreSQL process ${running.pid} does not answer; stopping it`);
      await stopPostmaster(place.cluster, running.pid, impatienceMs);
      silentSinceMs = undefined;
    }
    await sleep(pauseMs);
  }
  throw new Error(`PostgreSQL on ${place.cluster} could not be brought up in ${giveUpMs / 1_000} seconds.`);
}

const pauseMs = 50;
const impatienceMs = 2_000;

async function leave(place: Place, presence: Presence): Promise<void> {
  const running = await findPostmaster(place.cluster);
  const alone = await presence.leave().catch(() => true);
  if (alone && running !== undefined) await stopPostmaster(place.cluster, running.pid);
  await presence.end();
}
