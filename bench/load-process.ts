import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Surroundings } from './surroundings.ts';

export type LoadProcess = {
  /** The next thing that it says. Rejects when it ends instead. */
  next(): Promise<unknown>;
  tell(message: string): void;
};

/** Starts a load generator (a file of this folder) as a process of its own and hands it its orders. */
export function startLoad({ onEnd }: Surroundings, file: string, orders: object): LoadProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = once(child, 'exit');
  onEnd(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  const said: unknown[] = [];
  let waiting: ((message: unknown) => void) | undefined;
  child.on('message', (message) => {
    if (waiting === undefined) said.push(message);
    else waiting(message);
    waiting = undefined;
  });
  child.send(orders);
  return {
    next() {
      if (said.length > 0) return Promise.resolve(said.shift());
      return new Promise((resolve, reject) => {
        waiting = resolve;
        void gone.then(() => reject(new Error(`the load generator ${file} ended early`)));
      });
    },
    tell: (message) => void child.send(message),
  };
}

/** In a load generator: resolves to what it is told next. */
export function nextOrder(): Promise<unknown> {
  return new Promise((resolve) => {
    process.once('message', (message: unknown) => resolve(message));
  });
}

/** In a load generator: says something to whoever started it. */
export function say(message: object | string): void {
  process.send?.(message);
}
