import { readFile } from 'node:fs/promises';
import { parseDefinition, type JsonObject, type JsonValue, type Problem, type Workflow } from '@barrow/flow';
import { isMap, parseJson } from '../flow-calls/read-json.ts';
import { createListedEgress } from '../flow-run/allow-only.ts';
import { createVirtualClock, realClock } from '../flow-run/clock.ts';
import { runInProcess } from '../flow-run/run-in-process.ts';
import { tasksOf } from '../flow-run/tasks-of.ts';
import { flagOf, manyOf, textOf, UsageError, type CommandArguments } from './command.ts';

const callTimeoutMs = 30_000;
const maxResponseBytes = 10_000_000;

/**
 * `./barrow flow run FILE`: runs a workflow in this process, without a database, and prints how it went as JSON. Exit code 0 when it
 * completed, 1 when it did not, 2 when it cannot be run.
 */
export async function run(args: CommandArguments): Promise<number> {
  const [file, ...more] = args.positionals;
  if (file === undefined || more.length > 0) throw new UsageError('"flow run" needs one file.');
  const input = await inputOf(args);
  const secrets = Object.fromEntries(manyOf(args, 'secret').map(secretOf));
  const events = (await Promise.all(manyOf(args, 'event').map(eventsIn))).flat();
  const parsed = await Promise.all([file, ...manyOf(args, 'workflow')].map(workflowIn));
  const invalid = parsed.filter((one) => 'problems' in one);
  if (invalid.length > 0) {
    for (const { file: name, problems } of invalid) {
      for (const { line, column, severity, code, message } of problems) {
        process.stderr.write(`${name}:${line}:${column} ${severity} ${code} ${message}\n`);
      }
    }
    print({ status: 'invalid', problems: invalid.flatMap(({ problems }) => problems) });
    return 2;
  }
  const [workflow, ...others] = parsed.flatMap((one) => ('workflow' in one ? [one.workflow] : []));
  if (workflow === undefined) throw new UsageError('"flow run" needs a file.');
  const egress = createListedEgress(manyOf(args, 'allow-net').map(addressOf));
  const clock = flagOf(args, 'virtual-time') ? createVirtualClock(Date.now()) : realClock;
  try {
    const result = await runInProcess({
      workflow,
      others,
      input,
      events,
      secrets,
      egress,
      clock,
      callTimeoutMs,
      maxResponseBytes,
    });
    const { status, output, error, journal, emitted } = result;
    print({
      status,
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error }),
      tasks: tasksOf(journal),
      events: emitted,
    });
    if (status === 'waiting')
      process.stderr.write('The run waits for events that nobody here sends: give them with --event.\n');
    return status === 'completed' ? 0 : 1;
  } finally {
    await egress.close();
  }
}

function print(report: object): void {
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}

async function inputOf(args: CommandArguments): Promise<JsonValue> {
  const [text, file] = [textOf(args, 'input'), textOf(args, 'input-file')];
  if (text !== undefined && file !== undefined) throw new UsageError('Give --input or --input-file, not both.');
  if (text === undefined && file === undefined) return {};
  const value = parseJson(text ?? (await read(file ?? '')));
  if (value === undefined) throw new UsageError(`${text === undefined ? `${file}` : '--input'} is not JSON.`);
  return value;
}

/** `host:port`, or a host for ports 80 and 443. */
function addressOf(given: string): string {
  if (/^(?:\[[0-9a-f:]+\]|[\w.-]+)(?::\d{1,5})?$/i.test(given)) return given;
  throw new UsageError(`--allow-net wants HOST:PORT, not "${given}".`);
}

/** A value that is JSON is taken as that, any other as a text. */
function secretOf(given: string): [string, JsonValue] {
  const at = given.indexOf('=');
  if (at < 1) throw new UsageError(`--secret wants NAME=VALUE, not "${given}".`);
  const text = given.slice(at + 1);
  const value = /^\s*[{["]/.test(text) ? parseJson(text) : undefined;
  return [given.slice(0, at), value ?? text];
}

/** One CloudEvent, or a list of them. */
async function eventsIn(file: string): Promise<readonly JsonObject[]> {
  const value = parseJson(await read(file));
  const events = Array.isArray(value) ? value.filter(isMap) : isMap(value) ? [value] : [];
  if (events.length > 0) return events;
  throw new UsageError(`${file} holds no event: it wants a CloudEvent as JSON, or a list of them.`);
}

type Read = { readonly file: string } & ({ readonly workflow: Workflow } | { readonly problems: readonly Problem[] });

async function workflowIn(file: string): Promise<Read> {
  const parsed = parseDefinition(await read(file));
  return parsed.ok ? { file, workflow: parsed.value.workflow } : { file, problems: parsed.detail };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read.`, { cause: error });
  }
}
