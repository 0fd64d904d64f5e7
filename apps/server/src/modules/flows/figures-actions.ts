import { instant, uuid } from '@barrow/contracts';
import { Type } from 'typebox';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { spanInput, spanOf } from '../../platform/span.ts';
import { mostRuns, taskFigures, waitKinds, type TaskFigures } from './task-figures.ts';

const mostBottlenecks = 50;

const numberOrNull = Type.Union([Type.Number(), Type.Null()]);
const Times = Type.Object({ count: Type.Integer(), meanMs: numberOrNull, p90Ms: numberOrNull });
const Figures = Type.Object({
  workflow: Type.String({ description: 'namespace/name' }),
  task: Type.String({ description: 'JSON Pointer of the task' }),
  waitsFor: Type.Union([Type.Enum([...waitKinds]), Type.Null()]),
  standing: Type.Integer({ description: 'Runs that stand there now' }),
  standingSince: Type.Union([instant(), Type.Null()]),
  skipped: Type.Integer(),
  faulted: Type.Integer(),
  times: Times,
  before: Type.Object(Times.properties, { description: 'In the span of the same length before' }),
  slowestRunId: Type.Union([uuid(), Type.Null()]),
  slowestMs: numberOrNull,
});

export const figuresActions: readonly RegisteredAction[] = [
  action({
    name: 'flows.workflow.figures',
    version: '1.0.0',
    summary: 'The map of a workflow: for each task how many runs stand there, and how long it takes',
    description: `Of the newest ${mostRuns} runs of each version in the span.`,
    effect: 'read',
    permission: 'flow.read',
    route: 'GET /flows/figures',
    touches: 'all',
    input: Type.Object(
      { workflow: Type.String({ minLength: 1, maxLength: 401, description: 'namespace/name' }), ...spanInput },
      { additionalProperties: false },
    ),
    output: Type.Object({ from: instant(), to: instant(), items: Type.Array(Figures) }),
    async run({ tx, nowMs }, { workflow, ...asked }) {
      const { fromMs, toMs } = spanOf(asked, nowMs());
      const items = await taskFigures(tx, { workflow, fromMs, toMs });
      return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), items };
    },
  }),
  action({
    name: 'flows.bottleneck.list',
    version: '1.0.0',
    summary: 'Where runs of all workflows wait: the tasks that wait longest in all, compared with the span before',
    description: `Of the newest ${mostRuns} runs of each version in the span; what runs wait for that stand there now counts too.`,
    effect: 'read',
    permission: 'flow.read',
    route: 'GET /flows/bottlenecks',
    touches: 'all',
    input: Type.Object(spanInput, { additionalProperties: false }),
    output: Type.Object({
      from: instant(),
      to: instant(),
      items: Type.Array(Type.Object({ ...Figures.properties, waitedMs: Type.Number() })),
    }),
    async run({ tx, nowMs }, asked) {
      const now = nowMs();
      const { fromMs, toMs } = spanOf(asked, now);
      const items = (await taskFigures(tx, { workflow: null, fromMs, toMs }))
        .filter(({ waitsFor }) => waitsFor !== null)
        .map((figures) => ({ ...figures, waitedMs: waitedMs(figures, now) }))
        .filter((figures) => figures.waitedMs > 0)
        .toSorted((one, other) => other.waitedMs - one.waitedMs)
        .slice(0, mostBottlenecks);
      return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), items };
    },
  }),
];

/** All the time that was waited at a task; for runs that stand there now no longer than the first of them does. */
function waitedMs({ times, standing, standingSince }: TaskFigures, nowMs: number): number {
  const since = standingSince === null ? 0 : Math.max(0, nowMs - Date.parse(standingSince));
  return times.count * (times.meanMs ?? 0) + standing * since;
}
