import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedDatabase } from '../apps/server/src/platform/embedded-database.ts';

/** What a running benchmark may use. Everything taken through it is given back at the end, whatever that end is. */
export type Surroundings = {
  /** A folder of its own. */
  readonly folder: string;
  /** Superuser's address of a fresh PostgreSQL that commits as safely as in production. */
  readonly databaseUrl: string;
  /** Says what is going on. */
  readonly tell: (line: string) => void;
  /** Registers how to give something back; the last taken is given back first. */
  readonly onEnd: (giveBack: () => Promise<unknown>) => void;
};

/**
 * Runs `work` with a database of its own, and clears everything away afterwards. SIGINT or SIGTERM ends the work early; then it
 * rejects, after clearing away.
 */
export async function withSurroundings<T>(
  tell: (line: string) => void,
  work: (surroundings: Surroundings) => Promise<T>,
): Promise<T> {
  const giveBacks: (() => Promise<unknown>)[] = [];
  const onEnd = (giveBack: () => Promise<unknown>): void => void giveBacks.push(giveBack);
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  interrupted.catch(() => undefined);
  const interrupt = (): void => reject(new Error('interrupted'));
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const run = async (): Promise<T> => {
    const folder = await mkdtemp(join(tmpdir(), 'barrow-bench-'));
    onEnd(() => rm(folder, { recursive: true, force: true }));
    const database = await startEmbeddedDatabase({ dataDir: folder, durable: true, log: () => undefined });
    onEnd(() => database.stop());
    return work({ folder, databaseUrl: database.url, tell, onEnd });
  };
  const running = run();
  try {
    return await Promise.race([running, interrupted]);
  } finally {
    for (let giveBack = giveBacks.pop(); giveBack !== undefined; giveBack = giveBacks.pop()) {
      await giveBack().catch((error: unknown) => tell(`not cleared away: ${String(error)}`));
    }
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    running.catch(() => undefined);
  }
}
