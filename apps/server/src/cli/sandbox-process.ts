import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RunningServer } from '../running-server.ts';

const program = fileURLToPath(new URL('../../../supplier-sandbox/src/main.ts', import.meta.url));
const patienceMs = 10_000;

export type Sandbox = { readonly address: string; stop(): Promise<void> };

/** The port on which the demo's suppliers answer: the server's own plus 10, so that their address holds from start to start. */
export function sandboxPortOf(port: number): number {
  return port + 10;
}

/** Starts the suppliers of the demo, a server of their own, and waits until it listens. */
export async function startSandbox(running: RunningServer, apiKey: string, signingSecret: string): Promise<Sandbox> {
  const child = spawn(
    process.execPath,
    [program, '--port', String(sandboxPortOf(running.port)), '--barrow-url', running.address],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, SUPPLIER_SANDBOX_API_KEY: apiKey, SUPPLIER_SANDBOX_SECRET: signingSecret },
      // Ctrl-C reaches the whole group; we stop it ourselves, after the server
      detached: true,
    },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  const lines = createInterface({ input: child.stdout });
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  try {
    for await (const line of lines) {
      const address = /listening on (http:\S+)/.exec(line)?.[1];
      if (address !== undefined) return { address, stop };
    }
    throw new Error('the supplier sandbox ended before it listened');
  } finally {
    clearTimeout(timer);
    lines.close();
    child.stdout.resume();
  }
}
