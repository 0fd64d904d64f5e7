import { parseCommandLine, UsageError, type Command } from './command.ts';
import { describeAll, describeCommand, suggest } from './help.ts';

export type Streams = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/**
 * Runs one command line and resolves to the exit code: 0 done, 1 failed, 2 misused. Never rejects: a failure is told by
 * its message and those of its causes; with BARROW_DEBUG in the environment by its stack.
 */
export async function runCommandLine(
  commands: readonly Command[],
  argv: readonly string[],
  streams: Streams,
): Promise<number> {
  const [name = 'help', ...rest] = argv;
  if (name === 'help' || name === '--help' || name === '-h') return help(commands, rest[0], streams);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return unknown(commands, name, streams);
  try {
    const args = parseCommandLine(command, rest);
    if (args === 'help') {
      streams.out(describeCommand(command));
      return 0;
    }
    const { run } = await command.load();
    return await run(args);
  } catch (error) {
    if (error instanceof UsageError) {
      streams.err(`${error.message}\n\n${describeCommand(command)}`);
      return 2;
    }
    streams.err(`barrow ${command.name}: ${explain(error)}\n`);
    return 1;
  }
}

function help(commands: readonly Command[], name: string | undefined, streams: Streams): number {
  if (name === undefined || name === 'help') {
    streams.out(describeAll(commands));
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return unknown(commands, name, streams);
  streams.out(describeCommand(command));
  return 0;
}

function unknown(commands: readonly Command[], name: string, streams: Streams): number {
  const meant = suggest(name, [...commands.map((command) => command.name), 'help']);
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  streams.err(`There is no command "${name}".${hint} "./barrow help" lists them all.\n`);
  return 2;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (process.env['BARROW_DEBUG'] !== undefined) return error.stack ?? error.message;
  const cause = error.cause instanceof Error ? `\n  because: ${explain(error.cause)}` : '';
  return `${error.message}${cause}`;
}
