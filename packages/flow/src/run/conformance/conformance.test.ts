import { describe, expect, it } from 'vitest';
import { standardErrorKindOf } from '../../definition/standard-error.ts';
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

function endOf(played: Played): object {
  const { error } = played;
  switch (played.status) {
    case 'completed':
      return { completes: played.output };
    case 'faulted':
      return { faults: { ...error, type: standardErrorKindOf(error?.type ?? '') ?? error?.type } };
    case 'cancelled':
      return { cancelled: true };
    default:
      return { waits: true };
  }
}

function wantedEnd({ completes, faults, cancelled, waits }: ConformanceCase): object {
  if (faults !== undefined) return { faults };
  if (cancelled !== undefined) return { cancelled };
  return waits === undefined ? { completes } : { waits };
}

describe.each(Object.entries(table))('%s', (_, cases) => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const played = playRun(workflowOf(one.flow), one.play);
    expect(endOf(played)).toMatchObject(wantedEnd(one));
    if (one.completes !== undefined) expect(played.output).toEqual(one.completes);
    if (one.tasks !== undefined) expect(played.tasks).toEqual(one.tasks);
    if (one.endsAtMs !== undefined) expect(played.endedAtMs).toBe(one.endsAtMs);
    if (one.emits !== undefined) expect(played.emitted).toMatchObject(one.emits);
    if (one.calls !== undefined) {
      expect(played.calls.map(({ request }) => request)).toMatchObject(one.calls);
      expect(played.calls).toHaveLength(one.calls.length);
    }
    const keys = played.calls.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

it('has at least 150 cases, each with a name of its own', () => {
  const names = Object.values(table).flatMap((cases) => cases.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(150);
});
