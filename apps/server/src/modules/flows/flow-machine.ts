import { dayMs } from '@barrow/kernel';
import {
  compileWorkflow,
  faultRun,
  nextCronFire,
  nextDayFire,
  nextIntervalFire,
  offsetsOf,
  parseCron,
  parseDefinition,
  stateVersion,
  validateDefinition,
  type CompiledWorkflow,
  type Duration,
  type JsonObject,
  type JsonValue,
  type ParsedDefinition,
  type Problem,
  type RunState,
  type Schedule,
  type Workflow,
} from '@barrow/flow';
import { advanceGuarded, beginGuarded } from '../../flow-guard/guarded-machine.ts';
import { fault } from '../../platform/fault.ts';
import { namedThings } from './named-things.ts';
import { compileLabels, type LabelRules } from './labels.ts';
import { linkDefinition } from './link-definition.ts';
import type { Machine, RunEvent, StartRule } from './machine.ts';
import { readMetadata } from './metadata.ts';
import type { ScheduleClock } from './schedule-zones.ts';
import { compileStartFilter } from './start-filter.ts';

/** A definition ready to run. */
export type FlowDefinition = { readonly compiled: CompiledWorkflow; readonly labels: LabelRules };

/** The workflow language of packages/flow, as the engine uses it. */
export const flowMachine: Machine<FlowDefinition> = {
  stateVersion,
  read(source) {
    const { workflow } = parse(source);
    return {
      document: workflow.source,
      name: workflow.document,
      ...namedThings(workflow),
      starts: startsOf(workflow),
    };
  },
  compile(document) {
    const { workflow } = parse(JSON.stringify(document));
    return { compiled: compileWorkflow(workflow), labels: compileLabels(workflow.document.metadata) };
  },
  link: linkDefinition,
  validate(source, environment) {
    const problems = validateDefinition(parse(source), environment);
    if (problems.length > 0) throw invalid(problems);
  },
  secretsOf: ({ compiled }) => compiled.workflow.use.secrets,
  filter: compileStartFilter,
  labels: ({ labels }, input) => labels(input),
  clockOf: (schedule) => (isSchedule(schedule) ? schedule.clock : undefined) ?? { timeZone: null, location: null },
  nextStart: (schedule, afterMs, timeZone) =>
    isSchedule(schedule) ? nextStart(schedule, afterMs, timeZone) : undefined,
  begin: ({ compiled }, { runId, input, ...moment }) => beginGuarded(compiled, { runId, input: asJson(input) }, moment),
  advance: ({ compiled }, state, event, moment) => {
    if (!isState(state)) throw new Error('the run has no state');
    return advanceGuarded(compiled, state, jsonEvent(event), moment);
  },
  fault: ({ compiled }, state, error, moment) => {
    if (!isState(state)) throw new Error('the run has no state');
    return faultRun(compiled, state, error, moment);
  },
};

/** Throws DEFINITION_INVALID with every problem and its place. */
function parse(source: string): ParsedDefinition {
  const parsed = parseDefinition(source);
  if (!parsed.ok) throw invalid(parsed.detail);
  return parsed.value;
}

function invalid(found: readonly Problem[]) {
  const problems = found
    .filter((problem) => problem.severity === 'error')
    .map(({ pointer, message, line, column }) => ({ pointer, detail: `${message} (line ${line}, column ${column})` }));
  const [first] = problems;
  const message =
    first === undefined ? 'The workflow cannot run as it is written.' : `${first.pointer}: ${first.detail}`;
  return fault('unprocessable', 'DEFINITION_INVALID', message, problems.slice(0, 50));
}

/** A schedule as it is kept with its trigger. `after` counts from the end of the run before. */
type KeptSchedule = {
  readonly everyMs: number | null;
  readonly cron: string | null;
  readonly afterMs: number | null;
  readonly clock?: ScheduleClock;
};

function startsOf({ document, schedule }: Workflow): StartRule[] {
  if (schedule === null) return [];
  const { every, cron, after, on } = schedule;
  const { timeZone = null, location = null } = readMetadata(document.metadata);
  const clock = { timeZone, location };
  const kept: KeptSchedule = { everyMs: fixedMs(every), cron, afterMs: fixedMs(after), clock };
  const isTimed = kept.everyMs !== null || cron !== null || kept.afterMs !== null;
  return [
    ...(isTimed ? [{ kind: 'schedule' as const, schedule: kept, afterMs: kept.afterMs }] : []),
    ...(on === null ? [] : eventRules(on)),
  ];
}

/** Runs that several events start together are not started by one of them: `all` is refused here. */
function eventRules(on: NonNullable<Schedule['on']>): StartRule[] {
  if (on.kind === 'all' && on.filters.length > 1) {
    const detail = 'A schedule cannot wait for several events: listen for the others in the workflow';
    throw fault('unprocessable', 'DEFINITION_INVALID', `/schedule/on/all: ${detail}.`, [
      { pointer: '/schedule/on/all', detail },
    ]);
  }
  const filters = on.kind === 'one' ? [on.filter] : on.filters;
  const typed = filters.map((filter) => filter.attributes.find(({ name }) => name === 'type')?.value);
  const types = typed.flatMap((type) =>
    type?.kind === 'literal' && typeof type.value === 'string' ? [type.value] : [],
  );
  const isPlain = types.length === filters.length && types.every((type) => /^[\w-]+(?:\.[\w-]+)*$/.test(type));
  return [{ kind: 'event', types: isPlain ? types : [], filter: filters.map(({ attributes }) => attributes) }];
}

function fixedMs(duration: Duration | null): number | null {
  if (duration === null) return null;
  if (duration.kind === 'fixed') return Math.max(1, duration.durationMs);
  const { pointer } = duration.expression;
  const detail = 'must be a duration: nothing is there yet that an expression could ask';
  throw fault('unprocessable', 'DEFINITION_INVALID', `${pointer} ${detail}.`, [{ pointer, detail }]);
}

function nextStart(
  { everyMs, cron, afterMs: delayMs }: KeptSchedule,
  afterMs: number,
  timeZone: string,
): number | undefined {
  const times: number[] = [];
  const offsetAt = offsetsOf(timeZone);
  if (everyMs !== null) {
    // Whole days are days of the zone; anything else is real time.
    const days = everyMs / dayMs;
    times.push(Number.isInteger(days) ? nextDayFire(days, afterMs, offsetAt) : nextIntervalFire(everyMs, 0, afterMs));
  }
  if (cron !== null) {
    const parsed = parseCron(cron);
    const at = parsed.ok ? nextCronFire(parsed.value, afterMs, offsetAt) : null;
    if (at !== null) times.push(at);
  }
  return times.length === 0 || (delayMs !== null && everyMs === null && cron === null) ? undefined : Math.min(...times);
}

function isSchedule(value: unknown): value is KeptSchedule {
  return typeof value === 'object' && value !== null && 'everyMs' in value && 'cron' in value;
}

function isState(value: unknown): value is RunState {
  return typeof value === 'object' && value !== null && 'root' in value && 'runId' in value;
}

/** What came from PostgreSQL's jsonb, or was written as JSON, is JSON. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asJson(value: unknown): JsonValue {
  return isJson(value) ? value : null;
}

function jsonEvent(event: RunEvent) {
  switch (event.kind) {
    case 'result':
      return { ...event, output: asJson(event.output) };
    case 'event':
      return { ...event, event: isObject(event.event) ? event.event : {} };
    default:
      return event;
  }
}
