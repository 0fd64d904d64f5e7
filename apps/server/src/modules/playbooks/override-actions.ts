import { Type } from 'typebox';
import { instant, locationFormats, mayDo, uuid } from '@barrow/contracts';
import { checkValues, overrideLevels, type Override as Stored } from '@barrow/playbook';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { readLocation } from '../network/index.ts';
import { readEffective } from './effective.ts';
import { requireAllowed } from './gallery-actions.ts';
import { requireInstallation } from './installations.ts';
import { readOverrides, removeOverrides, saveOverrides, type OverridePlace } from './overrides.ts';
import { Origin, Override, PlaybookName, untilOf, Values, Why } from './schemas.ts';

const place = {
  name: PlaybookName,
  level: Type.Enum(overrideLevels),
  key: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'The region, the format, or the id of the location',
  }),
};

export const overrideActions: readonly RegisteredAction[] = [
  action({
    name: 'playbooks.parameters.read',
    version: '1.0.0',
    summary: 'The values of a playbook that hold at a location, or in the organisation, and where each comes from',
    description:
      'Workflows of a playbook read their parameters with it when they begin. Where the playbook is not installed, they are its standard.',
    effect: 'read',
    permission: 'playbook.read',
    route: 'GET /playbooks/:name/parameters',
    touches: ({ locationId }) => (locationId === undefined ? [] : [locationId]),
    input: Type.Object({ name: PlaybookName, locationId: Type.Optional(uuid()) }, { additionalProperties: false }),
    output: Type.Object({
      installed: Type.Boolean(),
      values: Values,
      from: Type.Record(Type.String(), Origin),
    }),
    async run({ tx, nowMs }, { name, locationId }) {
      const { values, from, installation } = await readEffective(tx, name, locationId, nowMs());
      return {
        installed: installation !== undefined,
        values,
        from: Object.fromEntries(
          Object.entries(from).map(([parameter, { untilMs, ...origin }]) => [
            parameter,
            { ...origin, until: untilOf(untilMs) },
          ]),
        ),
      };
    },
  }),
  action({
    name: 'playbooks.override.list',
    version: '1.0.0',
    summary: 'Who differs from the standard of a playbook: where, in what, since when, by whom and why',
    effect: 'read',
    permission: 'playbook.read',
    route: 'GET /playbooks/:name/overrides',
    touches: 'inside',
    input: Type.Object({ name: PlaybookName }, { additionalProperties: false }),
    output: Type.Object({ items: Type.Array(Override) }),
    async run({ tx, grant, nowMs }, { name }) {
      await requireInstallation(tx, name);
      const all = await readOverrides(tx, name);
      const seen = (one: Stored): boolean =>
        grant.locationIds === null || one.level !== 'location' || grant.locationIds.includes(one.key);
      const lasts = (one: Stored): boolean => one.untilMs === null || one.untilMs > nowMs();
      return {
        items: all
          .filter((one) => seen(one) && lasts(one))
          .map(({ untilMs, playbook: _name, ...one }) => ({ ...one, until: untilOf(untilMs) })),
      };
    },
  }),
  action({
    name: 'playbooks.override.save',
    version: '1.0.0',
    summary: 'Set parameters of a playbook for a region, a format or a location, as far as the playbook lets it be',
    effect: 'write',
    undoneBy: 'playbooks.override.remove',
    permission: 'playbook.override',
    route: 'PUT /playbooks/:name/overrides/:level/:key',
    touches: 'inside',
    input: Type.Object(
      {
        ...place,
        parameters: Values,
        until: Type.Optional(
          Type.Union([instant(), Type.Null()], { description: 'When it ends by itself; never unless told' }),
        ),
        why: Why,
      },
      { additionalProperties: false },
    ),
    output: Type.Object({ name: Type.String(), level: Type.Enum(overrideLevels), key: Type.String() }),
    async run(ctx, { name, level, key, parameters, until = null, why }) {
      const installation = await requireInstallation(ctx.tx, name, true);
      const at = await requirePlace(ctx, { playbook: name, level, key });
      requireAllowed(checkValues(installation.questions, parameters, level));
      if (until !== null && Date.parse(until) <= ctx.nowMs())
        throw fault('unprocessable', 'PARAMETER_INVALID', '/until has passed already.', [
          { pointer: '/until', detail: 'has passed already: choose a later time, or none' },
        ]);
      const before = (await readOverrides(ctx.tx, name)).filter((one) => one.level === level && one.key === at.key);
      await saveOverrides(ctx.tx, at, parameters, { until, why, by: ctx.actor.name });
      tell(ctx, at, {
        before: Object.fromEntries(before.map((one) => [one.parameter, one.value])),
        after: { parameters, until, why },
      });
      return { name, level, key: at.key };
    },
  }),
  action({
    name: 'playbooks.override.remove',
    version: '1.0.0',
    summary: 'Let a region, a format or a location follow the wider level again',
    effect: 'write',
    permission: 'playbook.override',
    route: 'DELETE /playbooks/:name/overrides/:level/:key',
    touches: 'inside',
    input: Type.Object(
      {
        ...place,
        parameters: Type.Optional(
          Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 100, description: 'All unless told' }),
        ),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({ removed: Type.Integer() }),
    async run(ctx, { name, level, key, parameters }) {
      await requireInstallation(ctx.tx, name, true);
      const at = await requirePlace(ctx, { playbook: name, level, key });
      const before = (await readOverrides(ctx.tx, name)).filter((one) => one.level === level && one.key === at.key);
      const removed = await removeOverrides(ctx.tx, at, parameters ?? null);
      if (removed > 0)
        tell(ctx, at, { before: Object.fromEntries(before.map((one) => [one.parameter, one.value])), after: null });
      return { removed };
    },
  }),
];

/** A location is for those whose scope holds it; regions and formats are for head office. */
async function requirePlace(ctx: ActionContext, { playbook, level, key }: OverridePlace): Promise<OverridePlace> {
  const wrong = (detail: string) =>
    fault('unprocessable', 'PARAMETER_INVALID', `/key ${detail}.`, [{ pointer: '/key', detail }]);
  if (level === 'location') {
    if (!/^[0-9a-f-]{36}$/i.test(key)) throw wrong('is no id of a location');
    ctx.requireLocation(key.toLowerCase());
    return { playbook, level, key: (await readLocation(ctx.tx, key.toLowerCase())).locationId };
  }
  if (ctx.grant.locationIds !== null || !mayDo(ctx.grant.role, 'playbook.manage'))
    throw fault(
      'forbidden',
      'NOT_ALLOWED',
      `Only head office sets parameters for a whole ${level}; you may set them for your locations.`,
    );
  if (level === 'format' && !locationFormats.some((format) => format === key))
    throw wrong(`is no format; there are ${locationFormats.join(', ')}`);
  return { playbook, level, key };
}

function tell(
  ctx: ActionContext,
  { playbook, level, key }: OverridePlace,
  { before, after }: { before: object; after: object | null },
): void {
  const locationId = level === 'location' ? key : null;
  ctx.audit({
    subjectId: playbook,
    locationId,
    before: { level, key, parameters: before },
    after: after === null ? null : { level, key, ...after },
  });
  ctx.emit({
    type: 'playbooks.override.changed',
    subjectId: null,
    locationId,
    occurredAt: new Date(ctx.nowMs()).toISOString(),
    data: { playbook, level, key, by: ctx.actor.name },
  });
}
