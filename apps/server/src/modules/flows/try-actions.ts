import { Type, type Static } from 'typebox';
import { instant, mayDo } from '@barrow/contracts';
import { action, openAction, type OpenContext, type RegisteredAction } from '../../platform/action.ts';
import { cloudEventOf, readLatestEvents } from '../../platform/event-log.ts';
import type { Registry } from '../../platform/registry.ts';
import { asJson, asObject } from './as-json.ts';
import { shownTo } from './mask-personal.ts';
import { actionOf } from './functions.ts';
import { readingAnswer } from './reading-answer.ts';
import { riskClasses, riskOf } from './risk.ts';
import { tryDefinition, type Answer } from './try-definition.ts';

const AnswerInput = Type.Object(
  {
    output: Type.Optional(Type.Unknown()),
    error: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'The call fails, and so' })),
  },
  { additionalProperties: false },
);
const Json = Type.Unknown();
const Fault = Type.Union([
  Type.Object({
    type: Type.String(),
    status: Type.Integer(),
    title: Type.Optional(Type.String()),
    detail: Type.Optional(Type.String()),
  }),
  Type.Null(),
]);

export function tryActions(registry: () => Registry): readonly RegisteredAction[] {
  return [
    openAction({
      name: 'flows.definition.try',
      version: '1.0.0',
      summary: 'Run a text once in virtual time, and do nothing: what would it have done?',
      description:
        'Functions that only read are asked for real, with what you may see. Everything else is answered by hand, in `answers` by the pointer of its task: while one is missing, the answer is `needs-answer` with what it would have asked.',
      effect: 'read',
      permission: 'flow.draft',
      route: 'POST /flows/definitions/try',
      touches: 'all',
      input: Type.Object(
        {
          source: Type.String({ minLength: 1, maxLength: 500_000 }),
          input: Type.Optional(Json),
          events: Type.Optional(
            Type.Array(Type.Record(Type.String(), Json), {
              maxItems: 50,
              description: 'Events that come later, for what listens',
            }),
          ),
          answers: Type.Optional(
            Type.Record(Type.String({ maxLength: 1_000 }), Type.Array(AnswerInput, { minItems: 1, maxItems: 100 })),
          ),
          at: Type.Optional(instant()),
        },
        { additionalProperties: false },
      ),
      output: Type.Object({
        status: Type.Enum(['completed', 'faulted', 'waiting', 'needs-answer', 'too-long']),
        output: Json,
        error: Fault,
        steps: Type.Array(
          Type.Object({
            kind: Type.String(),
            task: Type.Union([Type.String(), Type.Null()]),
            at: instant(),
            output: Json,
            error: Fault,
          }),
        ),
        would: Type.Array(
          Type.Object({
            task: Type.String(),
            at: instant(),
            what: Type.String(),
            request: Json,
            answeredBy: Type.Enum(['hand', 'reading', 'nobody']),
          }),
        ),
        needs: Type.Union([Type.Object({ task: Type.String(), what: Type.String(), request: Json }), Type.Null()]),
      }),
      async run(ctx, { source, input = {}, events = [], answers = {}, at }) {
        const tried = await tryDefinition(
          { read: (name, asked) => readFor(registry(), ctx, name, asked), random: Math.random },
          {
            source,
            input: asJson(input),
            events: events.map(asObject),
            answers: Object.fromEntries(Object.entries(answers).map(([task, given]) => [task, given.map(answerOf)])),
            startMs: at === undefined ? ctx.nowMs() : Date.parse(at),
          },
        );
        const { status, output, error, needs } = tried;
        return {
          status,
          output,
          error,
          needs,
          steps: tried.steps.map(({ atMs, ...step }) => ({ ...step, at: new Date(atMs).toISOString() })),
          would: tried.would.map(({ atMs, ...one }) => ({ ...one, at: new Date(atMs).toISOString() })),
        };
      },
    }),
    action({
      name: 'flows.function.list',
      version: '1.0.0',
      summary: 'What workflows may call here: the actions of this server with their inputs',
      effect: 'read',
      permission: 'flow.review',
      route: 'GET /flows/functions',
      touches: 'none',
      input: Type.Object({}, { additionalProperties: false }),
      output: Type.Object({
        items: Type.Array(
          Type.Object({
            name: Type.String(),
            version: Type.String(),
            summary: Type.String(),
            effect: Type.Enum(['read', 'write']),
            risk: Type.Union([Type.Enum(riskClasses), Type.Null()]),
            input: Type.Unknown({ description: 'JSON Schema; an `id` may be left out' }),
          }),
        ),
      }),
      run: () =>
        Promise.resolve({
          items: registry()
            .actions.filter(({ permission, media }) => mayDo('operations', permission) && media === undefined)
            .map((one) => ({
              name: one.name,
              version: one.version,
              summary: one.summary,
              effect: one.effect,
              risk: riskOf(one),
              input: one.input,
            })),
        }),
    }),
    action({
      name: 'flows.event.sample',
      version: '1.0.0',
      summary: 'The latest events of these types, to try a workflow with',
      effect: 'read',
      permission: 'flow.draft',
      route: 'GET /flows/sample-events',
      touches: 'all',
      input: Type.Object(
        { type: Type.Optional(Type.String({ maxLength: 200, description: 'Any unless told' })) },
        { additionalProperties: false },
      ),
      output: Type.Object({ items: Type.Array(Type.Unknown({ description: 'A CloudEvent' })) }),
      async run({ tx, grant }, { type }) {
        const shown = shownTo(grant);
        return { items: (await readLatestEvents(tx, type, 20)).map((event) => shown(cloudEventOf(event))) };
      },
    }),
  ];
}

function answerOf({ output, error }: Static<typeof AnswerInput>): Answer {
  return error === undefined ? { output: asJson(output ?? null) } : { error };
}

/** What a reading action answers whoever tries; one that would do something is not asked. */
async function readFor(
  registry: Registry,
  ctx: OpenContext,
  name: string,
  input: unknown,
): Promise<Answer | undefined> {
  const found = actionOf(registry, name);
  if (found === undefined) return { error: `${name} is no action of this server` };
  return found.effect === 'write' ? undefined : readingAnswer(registry, ctx, found.name, input);
}
