import { instant, locationFormats, uuid } from '@barrow/contracts';
import {
  markedParts,
  partLevels,
  withParts,
  type JsonObject,
  type JsonValue,
  type MarkedPart,
  type PartLevel,
} from '@barrow/flow';
import { isUuid } from '@barrow/kernel';
import { Type } from 'typebox';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { readLocation } from '../network/index.ts';
import { asJson } from './as-json.ts';
import { judgeDefinition } from './judge-definition.ts';
import { partsAt, readPartOverrides } from './part-overrides.ts';
import type { DefinitionDeps } from './publish-definition.ts';
import { liveVersionOf } from './version-figures.ts';

const workflow = Type.String({
  minLength: 3,
  maxLength: 401,
  pattern: '^[^/]+/[^/]+$',
  description: 'namespace/name',
});
const place = {
  workflow,
  part: Type.String({ minLength: 1, maxLength: 100, description: 'The name of a marked part' }),
  level: Type.Enum([...partLevels]),
  key: Type.String({ minLength: 1, maxLength: 64, description: 'The region, the format, or the id of the location' }),
};
const Task = Type.Record(Type.String(), Type.Unknown(), { description: 'A task in the language of workflows' });
const Part = Type.Object({
  name: Type.String(),
  title: Type.String(),
  levels: Type.Array(Type.Enum([...partLevels])),
  pointer: Type.String(),
  task: Task,
});
const Override = Type.Object({
  part: Type.String(),
  level: Type.Enum([...partLevels]),
  key: Type.String(),
  task: Task,
  until: Type.Union([instant(), Type.Null()]),
  why: Type.String(),
  by: Type.String(),
  at: instant(),
});
const untilOf = (untilMs: number | null): string | null => (untilMs === null ? null : new Date(untilMs).toISOString());

type Live = { readonly version: string; readonly document: JsonObject };

/** Parts of a workflow that are otherwise at some places. */
export function partActions<D>(deps: DefinitionDeps<D>): RegisteredAction[] {
  return [
    action({
      name: 'flows.part.list',
      version: '1.0.0',
      summary: 'The parts of a workflow that places may have otherwise, and where they are otherwise',
      effect: 'read',
      permission: 'flow.read',
      route: 'GET /flows/parts',
      touches: 'none',
      input: Type.Object({ workflow }, { additionalProperties: false }),
      output: Type.Object({ version: Type.String(), parts: Type.Array(Part), overrides: Type.Array(Override) }),
      async run({ tx }, ask) {
        const live = await liveOf(tx, ask.workflow);
        return {
          version: live.version,
          parts: markedParts(live.document).map((part) => ({ ...part, levels: [...part.levels] })),
          overrides: (await readPartOverrides(tx, [ask.workflow])).map(
            ({ untilMs, namespace: _n, name: _m, ...one }) => ({
              ...one,
              until: untilOf(untilMs),
            }),
          ),
        };
      },
    }),
    action({
      name: 'flows.part.save',
      version: '1.0.0',
      summary: 'Put another task in the place of a marked part, in a region, a format or at a location',
      description:
        'Runs that begin there have it from now on; those under way go on as they began. It is checked like a new version: what could not be published is refused, with the place. Where workflows go live by review alone, only what is of low risk may differ.',
      effect: 'write',
      undoneBy: 'flows.part.remove',
      permission: 'flow.manage',
      route: 'PUT /flows/parts',
      touches: 'all',
      input: Type.Object(
        {
          ...place,
          task: Task,
          why: Type.String({ minLength: 1, maxLength: 500 }),
          until: Type.Optional(Type.Union([instant(), Type.Null()], { description: 'When it ends by itself' })),
        },
        { additionalProperties: false },
      ),
      output: Override,
      async run(ctx, { part: name, level, key: givenKey, task, why, until = null, ...ask }) {
        const live = await liveOf(ctx.tx, ask.workflow);
        const part = requirePart(markedParts(live.document), name);
        if (!part.levels.includes(level))
          throw wrong(
            '/level',
            `may not differ here: "${part.title}" may differ by ${part.levels.join(', ') || 'nothing'}`,
          );
        if (until !== null && Date.parse(until) <= ctx.nowMs()) throw wrong('/until', 'has passed already');
        const key = await requireKey(ctx.tx, level, givenKey);
        const written = asTask(task);
        await requireSound(
          deps,
          ctx,
          withParts(live.document, new Map([[name, written]]), `${live.version}+try`),
          part,
        );
        const [namespace = '', workflowName = ''] = ask.workflow.split('/');
        const row = await ctx.tx.row<{ set_at: string }>(
          `insert into flows.part_override (org_id, namespace, name, part, level, level_key, task, until, why, set_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (org_id, namespace, name, part, level, level_key) do update set task = excluded.task, until = excluded.until,
             why = excluded.why, set_by = excluded.set_by, set_at = now()
           returning set_at`,
          [
            ctx.tx.orgId,
            namespace,
            workflowName,
            name,
            level,
            key,
            JSON.stringify(written),
            until,
            why,
            ctx.actor.name,
          ],
        );
        ctx.audit({
          subjectId: null,
          after: { workflow: ask.workflow, part: name, level, key, task: written, until, why },
        });
        return { part: name, level, key, task: written, until, why, by: ctx.actor.name, at: row?.set_at ?? '' };
      },
    }),
    action({
      name: 'flows.part.remove',
      version: '1.0.0',
      summary: 'Let a place have a part as the wider level has it again',
      effect: 'write',
      permission: 'flow.manage',
      route: 'DELETE /flows/parts',
      touches: 'all',
      input: Type.Object(place, { additionalProperties: false }),
      output: Type.Object({ removed: Type.Integer() }),
      async run(ctx, { part, level, key, ...ask }) {
        const removed = await ctx.tx.run(
          `delete from flows.part_override where org_id = $1 and namespace || '/' || name = $2 and part = $3 and level = $4 and level_key = $5`,
          [ctx.tx.orgId, ask.workflow, part, level, key],
        );
        if (removed > 0)
          ctx.audit({ subjectId: null, before: { workflow: ask.workflow, part, level, key }, after: null });
        return { removed };
      },
    }),
    action({
      name: 'flows.effective.read',
      version: '1.0.0',
      summary: 'A workflow as it is at a location, and where each part that differs comes from',
      effect: 'read',
      permission: 'flow.read',
      route: 'GET /flows/effective',
      touches: ({ locationId }) => [locationId],
      input: Type.Object({ workflow, locationId: uuid() }, { additionalProperties: false }),
      output: Type.Object({
        version: Type.String(),
        document: Type.Unknown(),
        from: Type.Record(Type.String(), Type.Omit(Override, ['part', 'task'])),
      }),
      async run({ tx, nowMs }, ask) {
        const live = await liveOf(tx, ask.workflow);
        const location = await readLocation(tx, ask.locationId);
        const overrides = await readPartOverrides(tx, [ask.workflow]);
        const there = partsAt(markedParts(live.document), overrides, location, nowMs());
        const tasks = new Map([...there].map(([part, { task }]) => [part, task]));
        return {
          version: live.version,
          document: tasks.size === 0 ? live.document : withParts(live.document, tasks, live.version),
          from: Object.fromEntries(
            [...there].map(([part, { level, key, untilMs, why, by, at }]) => [
              part,
              { level, key, until: untilOf(untilMs), why, by, at },
            ]),
          ),
        };
      },
    }),
  ];
}

async function liveOf(tx: Tx, workflowName: string): Promise<Live> {
  const [namespace = '', name = ''] = workflowName.split('/');
  const row = await tx.row<Live>(
    'select version, document from flows.definition where org_id = $1 and definition_id = $2',
    [tx.orgId, (await liveVersionOf(tx, { namespace, name })) ?? null],
  );
  if (row === undefined)
    throw fault('not-found', 'DEFINITION_UNKNOWN', `There is no published workflow ${workflowName}.`);
  return row;
}

/** A location by the id that it has here. Throws INPUT_INVALID for what is no id, LOCATION_UNKNOWN. */
async function requireKey(tx: Tx, level: PartLevel, key: string): Promise<string> {
  if (level === 'format' && !locationFormats.some((format) => format === key))
    throw wrong('/key', `is no format; there are ${locationFormats.join(', ')}`);
  if (level !== 'location') return key;
  if (!isUuid(key)) throw wrong('/key', 'is no id of a location');
  return (await readLocation(tx, key.toLowerCase())).locationId;
}

function requirePart(parts: readonly MarkedPart[], name: string): MarkedPart {
  const part = parts.find((one) => one.name === name);
  if (part !== undefined) return part;
  const there = parts.length === 0 ? 'it marks none' : `it marks ${parts.map((one) => one.name).join(', ')}`;
  throw wrong('/part', `is no marked part of the workflow: ${there}`);
}

/** What stands there must run: valid, within policy, and of low risk where everything else is reviewed. */
async function requireSound<D>(
  deps: DefinitionDeps<D>,
  ctx: ActionContext,
  document: JsonObject,
  { pointer }: MarkedPart,
): Promise<void> {
  const { problems, findings, risk } = await judgeDefinition(deps, ctx, JSON.stringify(document));
  const within = (at: string): string => (at.startsWith(pointer) ? `/task${at.slice(pointer.length)}` : at);
  const refused = [
    ...problems.filter(({ severity }) => severity === 'error').map((one) => ({ at: one.pointer, detail: one.message })),
    ...findings.map((one) => ({ at: one.pointer, detail: one.message })),
  ].map(({ at, detail }) => ({ pointer: within(at), detail }));
  const [first] = refused;
  if (first !== undefined)
    throw fault('unprocessable', 'DEFINITION_INVALID', `${first.pointer} ${first.detail}`, refused);
  if (risk.level !== 'low' && (await deps.mustBeReviewed(ctx.tx)))
    throw fault(
      'forbidden',
      'REVIEW_REQUIRED',
      `With this part the workflow is of ${risk.level} risk, and workflows here go live by review: make a draft of it.`,
    );
}

function asTask(task: Readonly<Record<string, unknown>>): JsonObject {
  const copy = asJson(task);
  return isObject(copy) ? copy : {};
}

function wrong(pointer: string, detail: string) {
  return fault('unprocessable', 'INPUT_INVALID', `${pointer} ${detail}.`, [{ pointer, detail }]);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
