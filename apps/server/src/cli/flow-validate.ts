import { createReadStream } from 'node:fs';
import { parseDefinition, sourceLimits, type Problem } from '@barrow/flow';
import { flagOf, UsageError, type CommandArguments } from './command.ts';

type Report = { readonly file: string; readonly valid: boolean; readonly problems: readonly Problem[] };

/** More bytes than a definition may have characters, whatever they are. */
const mostBytes = sourceLimits.characters * 4;

/** `./barrow flow validate FILE...`: tells what is wrong with definitions; exit code 1 when anything is. `-` is standard input. */
export async function run(args: CommandArguments): Promise<number> {
  if (args.positionals.length === 0) throw new UsageError('"flow validate" needs a file, or - for standard input.');
  const reports: Report[] = [];
  for (const file of args.positionals) reports.push(reportOn(file, await readText(file)));
  const valid = reports.every((report) => report.valid);
  if (flagOf(args, 'json')) process.stdout.write(`${JSON.stringify({ valid, files: reports }, null, 2)}\n`);
  else process.stdout.write(reports.map(textOf).join(''));
  return valid ? 0 : 1;
}

function reportOn(file: string, text: string): Report {
  const parsed = parseDefinition(text);
  return { file, valid: parsed.ok, problems: parsed.ok ? parsed.value.warnings : parsed.detail };
}

/** Never more than a little over the limit, so that a wrong file does not fill the memory; the parser then says it is too large. */
async function readText(file: string): Promise<string> {
  const stream: AsyncIterable<Buffer> = file === '-' ? process.stdin : createReadStream(file);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) break;
    }
  } catch (error) {
    throw new Error(`${file} cannot be read.`, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function textOf({ file, valid, problems }: Report): string {
  const lines = problems.map(
    ({ line, column, severity, code, message }) => `${file}:${line}:${column} ${severity} ${code} ${message}\n`,
  );
  return `${lines.join('')}${valid ? `${file} is valid\n` : ''}`;
}
