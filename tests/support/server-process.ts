import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { must } from '@barrow/kernel';

const main = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url));
/** Compiled sources, so that a process started again and again starts sooner. */
const compileCache = fileURLToPath(new URL('../../.barrow/compile-cache', import.meta.url));

export type ServerProcess = {
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  /** The last lines it wrote: for the message of a failing test. */
  said(): string;
  signal(name: NodeJS.Signals): void;
  /** Sends the signal and resolves when the process is gone. */
  end(name: 'SIGTERM' | 'SIGKILL'): Promise<void>;
};

export type ServerProcessOptions = {
  readonly databaseUrl: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** The main file of another release's server. */
  readonly main?: string;
};

const readyWithinMs = 60_000;
const linesKept = 40;

/**
 * Starts the real server from source as a process of its own and resolves when it listens. Limits on the rate of requests are lifted.
 * It ends with this process, however that ends.
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const child = spawn(process.execPath, [options.main ?? main], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: compileCache,
      DATABASE_URL: options.databaseUrl,
      BARROW_PORT: String(options.port ?? 0),
      BARROW_SECRET: 'a secret of tests and benchmarks, long enough',
      BARROW_RATE_LIMIT: '1000000000',
      BARROW_LOG: 'warn',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const killChild = (): void => void child.kill('SIGKILL');
  process.once('exit', killChild);
  const lines: string[] = [];
  let asked = false;
  const gone = once(child, 'exit').then(([code, signal]: unknown[]) => {
    process.off('exit', killChild);
    if (!asked) console.error(`the server ended by itself (${String(code ?? signal)}):\n${lines.join('\n')}`);
  });
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > linesKept) lines.shift();
  };
  createInterface({ input: must(child.stderr, 'stderr of the server') }).on('line', keep);
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server was not ready in time')), readyWithinMs);
    createInterface({ input: must(child.stdout, 'stdout of the server') }).on('line', (line) => {
      keep(line);
      const found = /^\{"address":"([^"]+)"\}$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    void gone.then(() => reject(new Error(`the server ended before it listened:\n${lines.join('\n')}`)));
    void Promise.allSettled([gone]).finally(() => clearTimeout(timer));
  });
  return {
    address,
    port: Number(new URL(address).port),
    pid: child.pid ?? 0,
    said: () => lines.join('\n'),
    signal: (name) => void child.kill(name),
    async end(name) {
      asked = true;
      child.kill(name);
      await gone;
    },
  };
}
