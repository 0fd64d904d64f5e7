import { execFile } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What `postmaster.pid` says of a server that runs now. */
export type Postmaster = { readonly pid: number; readonly port: number | undefined; readonly ready: boolean };

/**
 * The server that runs on this cluster, undefined when there is none. The file alone proves nothing: its process may be
 * dead, or its number may belong to another program by now, so the process is asked for its command line.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const noted = await readNote(cluster);
  return noted !== undefined && (await serves(noted.pid, cluster)) ? noted : undefined;
}

// Lines of postmaster.pid: pid, data folder, start time, port, socket folder, listen address, shared memory key, status.
async function readNote(cluster: string): Promise<Postmaster | undefined> {
  const lines = (await readPidFile(cluster))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  const port = Number(lines[3]);
  return { pid, port: port > 0 ? port : undefined, ready: lines[7]?.trim() === 'ready' };
}

async function readPidFile(cluster: string): Promise<string | undefined> {
  try {
    return await readFile(join(cluster, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function serves(pid: number, cluster: string): Promise<boolean> {
  const commandLine = await readCommandLine(pid);
  return commandLine.includes('postgres') && commandLine.includes(cluster);
}

/** Empty when there is no such process, or only its zombie. */
async function readCommandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    return (await execute('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}

// Above every pid that Linux and macOS hand out.
const pidOfNobody = 4_194_304 + 1;

/**
 * Makes a stale `postmaster.pid` harmless when its number belongs to another program now, which PostgreSQL would take for
 * a running server. Only the number is replaced: the shared memory key stays, by which PostgreSQL still refuses to start
 * while orphaned backends of the dead server write. A file of a dead process is left to PostgreSQL, which does the same.
 */
export async function disarmStalePidFile(cluster: string): Promise<void> {
  await removeEmptyPidFile(cluster);
  const noted = await readNote(cluster);
  if (noted === undefined || (await serves(noted.pid, cluster)) || !isAlive(noted.pid)) return;
  const text = await readPidFile(cluster);
  if (text === undefined) return;
  await writeFile(join(cluster, 'postmaster.pid'), text.replace(/^\d+/, String(pidOfNobody)));
}

const writtenWithinMs = 5_000;

/** A server that was killed between making and writing its file leaves it empty, which PostgreSQL never forgives. */
async function removeEmptyPidFile(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const found = await stat(file).catch(() => undefined);
  if (found !== undefined && found.size === 0 && Date.now() - found.mtimeMs > writtenWithinMs) await rm(file);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

// Fast shutdown (rolls back, writes a checkpoint), then immediate (recovers at the next start), then none at all.
const persuasion: readonly { readonly signal: NodeJS.Signals; readonly waitMs: number }[] = [
  { signal: 'SIGINT', waitMs: 15_000 },
  { signal: 'SIGQUIT', waitMs: 3_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/** Stops the server and resolves when its process is gone. `patienceMs` bounds the wait for an orderly shutdown. */
export async function stopPostmaster(cluster: string, pid: number, patienceMs = 15_000): Promise<void> {
  for (const { signal, waitMs } of persuasion) {
    if (!(await serves(pid, cluster))) return;
    signalQuietly(pid, signal);
    if (await isGoneWithin(cluster, pid, Math.min(waitMs, patienceMs))) return;
  }
  throw new Error(`The PostgreSQL process ${pid} on ${cluster} does not stop.`);
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function isGoneWithin(cluster: string, pid: number, waitMs: number): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  while (performance.now() < deadline) {
    if (!(await serves(pid, cluster))) return true;
    await sleep(15);
  }
  return false;
}
