import { Type } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { openAction, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import type { Database } from '../../platform/postgres.ts';
import type { Registry } from '../../platform/registry.ts';
import {
  byAll,
  byOptional,
  bySource,
  flowMachine,
  guardWorkflows,
  liveVersionOf,
  shownTo,
  sourceOf,
} from '../flows/index.ts';
import { organisationOf } from '../identity/index.ts';
import { runBacktest } from './run-backtest.ts';

const counts = Type.Record(Type.String(), Type.Integer());
const Figures = Type.Object({
  started: Type.Integer(),
  completed: Type.Integer(),
  faulted: Type.Integer(),
  open: Type.Integer({ description: 'Still waiting when the period was over' }),
  notBegun: Type.Integer({ description: 'Not begun, as too many were under way' }),
  meanMs: Type.Union([Type.Number(), Type.Null()]),
  faults: counts,
  does: Type.Record(Type.String(), Type.Integer(), { description: 'What would have been done, by name' }),
  answers: Type.Record(Type.String(), counts, {
    description:
      'Who answered: `simulated` the replay itself, `now` what is so now, `assumed` the assumptions, `nobody` an empty answer',
  }),
  samples: Type.Array(
    Type.Object({
      cause: Type.String({ description: 'The event or time that started the run' }),
      startedAt: instant(),
      status: Type.Enum(['completed', 'faulted', 'open']),
      error: Type.Union([Type.String(), Type.Null()]),
      would: Type.Array(
        Type.Object({
          at: instant(),
          task: Type.String(),
          what: Type.String(),
          request: Type.Unknown(),
          by: Type.Enum(['simulated', 'now', 'assumed', 'nobody']),
        }),
      ),
    }),
  ),
});

/** An answer must come before callers give up. */
const mostMs = 15_000;
const longestDays = 400;
const dayMs = 86_400_000;

export function backtestActions(deps: {
  readonly registry: () => Registry;
  readonly database: Database;
}): readonly RegisteredAction[] {
  const actions = [
    openAction({
      name: 'backtest.period.run',
      version: '1.0.0',
      summary:
        'Run a text, and the version that is live, over the events of a period, and do nothing: what would have been different?',
      description:
        'In virtual time. Events of all origins start runs, as they would have when they happened. What reads is answered as it stands now, with what you may see; people and deliveries as assumed; what would have been done is counted and, for some runs, shown. Ends after 15 s with what it has (`isComplete`).',
      effect: 'read',
      permission: 'flow.review',
      route: 'POST /flows/backtests',
      touches: 'all',
      input: Type.Object(
        {
          source: Type.String({ minLength: 1, maxLength: 500_000 }),
          against: Type.Optional(
            Type.Union([uuid(), Type.Null()], {
              description: 'The definition beside it: the live one unless told; null: none',
            }),
          ),
          from: instant(),
          to: instant(),
          locationIds: Type.Optional(Type.Array(uuid(), { minItems: 1, maxItems: 1_000 })),
          people: Type.Optional(
            Type.Enum(['agree', 'decline', 'silent'], {
              description: 'What people say to questions: `agree` unless told',
            }),
          ),
          answerMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
          transferHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
          orderDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 400 })),
        },
        { additionalProperties: false },
      ),
      output: Type.Object({
        events: Type.Integer(),
        isComplete: Type.Boolean(),
        until: instant(),
        draft: Figures,
        live: Type.Union([Figures, Type.Null()]),
        stockOutDays: Type.Object({
          was: Type.Integer({ description: 'Item-location-days that ended without stock' }),
          savedByDraft: Type.Integer(),
          savedByLive: Type.Union([Type.Integer(), Type.Null()]),
        }),
      }),
      async run(ctx, input) {
        const [fromMs, toMs] = [Date.parse(input.from), Date.parse(input.to)];
        if (toMs <= fromMs || toMs - fromMs > longestDays * dayMs)
          throw fault(
            'unprocessable',
            'INPUT_INVALID',
            `The period must end after it begins, at most ${longestDays} days.`,
            [{ pointer: '/to', detail: `must be after /from, at most ${longestDays} days` }],
          );
        const { people = 'agree', answerMinutes = 120, transferHours = 24, orderDays = 3 } = input;
        const { live, timeZone } = await ctx.inTransaction(async ({ tx }) => {
          const against =
            input.against === undefined ? await liveVersionOf(tx, flowMachine.read(input.source).name) : input.against;
          return {
            live: against === undefined || against === null ? null : await sourceOf(tx, against),
            timeZone: (await organisationOf(tx)).timeZone,
          };
        });
        const {
          untilMs,
          draft,
          live: beside,
          ...rest
        } = await runBacktest({ registry: deps.registry(), database: deps.database }, ctx, {
          draft: input.source,
          live,
          fromMs,
          toMs,
          assumptions: { people, answerMinutes, transferHours, orderDays },
          locationIds: input.locationIds ?? null,
          timeZone,
          mostMs,
        });
        const shown = shownTo(ctx.grant);
        return {
          ...rest,
          until: new Date(untilMs).toISOString(),
          draft: figuresOf(draft, shown),
          live: beside === null ? null : figuresOf(beside, shown),
        };
      },
    }),
  ];
  return guardWorkflows(actions, {
    'backtest.period.run': { verb: 'see', of: byAll(bySource, byOptional('against')) },
  });
}

/** Figures as they are told; `shown` is data as who asked may see it. */
function figuresOf(
  { samples, answers, ...figures }: Awaited<ReturnType<typeof runBacktest>>['draft'],
  shown: (data: unknown) => unknown,
) {
  return {
    ...figures,
    faults: { ...figures.faults },
    does: { ...figures.does },
    answers: Object.fromEntries(
      Object.entries(answers).map(([name, by]) => [
        name,
        Object.fromEntries(Object.entries(by).filter((pair): pair is [string, number] => pair[1] !== undefined)),
      ]),
    ),
    samples: samples.map(({ startedMs, would, ...sample }) => ({
      ...sample,
      startedAt: new Date(startedMs).toISOString(),
      would: would.map(({ atMs, request, ...one }) => ({
        ...one,
        request: shown(request),
        at: new Date(atMs).toISOString(),
      })),
    })),
  };
}
