import { commands } from './commands.ts';
import { runCommandLine } from './run-command-line.ts';

process.exitCode = await runCommandLine(commands, process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
