import { readFileSync } from 'node:fs';
import { readOptions } from '../jq-command/options.ts';
import { runJq } from '../jq-command/run-jq.ts';
import { runTests } from '../jq-command/run-tests.ts';
import type { CommandArguments } from './command.ts';

/** `./barrow jq`: the language of workflows on the command line, with jq's options and exit codes. */
export async function run(args: CommandArguments): Promise<number> {
  const options = readOptions(args.positionals);
  return Promise.resolve(options.testFile === null ? runJq(options) : reportTests(options.testFile));
}

function reportTests(file: string): number {
  const { passed, total, failures } = runTests(readFileSync(file, 'utf8'));
  for (const failure of failures) process.stdout.write(`*** ${failure}\n`);
  process.stdout.write(`${passed} of ${total} tests passed\n`);
  return passed === total ? 0 : 1;
}
