import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export type Ended = { readonly code: number; readonly output: string; readonly stdout: string };

const running = new Set<ChildProcess>();

/** Ends every program that `runProgram` started, so that a stopped check leaves nothing behind. */
export function endPrograms(): void {
  for (const child of running) child.kill('SIGTERM');
}

export type ProgramOptions = { readonly folder?: string; readonly environment?: Readonly<Record<string, string>> };

/** Runs a program without standard input or colours and keeps what it says. A program that is not there ends with 127. */
export function runProgram(command: string, args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const child = spawn(command, args, {
    cwd: options.folder ?? root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const finish = (code: number): void => {
    running.delete(child);
    resolve({ code, output, stdout });
  };
  child.once('error', (error) => {
    output += `${command}: ${error.message}\n`;
    finish(127);
  });
  child.once('close', (code) => finish(code ?? 1));
  return promise;
}

/** Runs a program that a dependency installed. */
export function runTool(name: string, args: readonly string[], options?: ProgramOptions): Promise<Ended> {
  return runProgram(join(root, 'node_modules', '.bin', name), args, options);
}
