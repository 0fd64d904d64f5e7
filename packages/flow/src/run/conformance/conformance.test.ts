import { describe, expect, it } from 'vitest';
import { standardErrorKindOf } from '../../definition/standard-error.ts';
import { sameJson } from '../same-json.ts';
import { playRun, type Played } from '../testing/play-run.ts';
import { workflowOf } from '../testing/workflow-of.ts';
import { calls, extensions } from './calls.ts';
import type { ConformanceCase } from './case.ts';
import { dataFlow } from './data-flow.ts';
import { errors } from './errors.ts';
import { flowDirectives } from './flow-directives.ts';
import { loopsAndForks } from './loops-and-forks.ts';
import { waitingTasks } from './waiting.ts';

const table = { dataFlow, flowDirectives, loopsAndForks, errors, waitingTasks, calls, extensions };

/** How a run ended, in the words of a case. A wanted output must be met exactly, all else in part. */
function told(played: Played, wanted: ConformanceCase): object {
  const { error, status } = played;
  const type = error === undefined ? undefined : (standardErrorKindOf(error.type) ?? error.type);
  return {
    ...(error === undefined ? {} : { faults: { ...error, type } }),
    ...(status === 'completed' ? { completes: played.output } : {}),
    ...(status === 'cancelled' ? { cancelled: true } : {}),
    ...(status === 'waiting' || status === 'suspended' ? { waits: true } : {}),
    isExact: wanted.completes === undefined || sameJson(wanted.completes, played.output ?? null),
    tasks: played.tasks,
    calls: played.calls.map(({ request }) => request),
    keys: new Set(played.calls.map(({ key }) => key)).size,
    emits: played.emitted,
    endsAtMs: played.endedAtMs,
  };
}

describe.each(Object.entries(table))('%s', (_, cases) => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const { name: _1, flow, play, ...wanted } = one;
    const played = playRun(workflowOf(flow), play);
    expect(told(played, one)).toMatchObject({ ...wanted, isExact: true, keys: played.calls.length });
  });
});

it('has at least 150 cases, each with a name of its own', () => {
  const names = Object.values(table).flatMap((cases) => cases.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(150);
});
