import { Type } from 'typebox';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { isUuid } from '@barrow/kernel';
import { readItem } from '../catalogue/index.ts';
import { readLocation } from '../network/index.ts';
import { defaultServiceLevel, policyScopes, readPolicies, storePolicy } from './policies.ts';

const serviceLevel = Type.Number({
  minimum: 0.5,
  maximum: 0.999,
  description: 'Probability of not running out before the delivery after next',
});
const reviewDays = Type.Integer({
  minimum: 1,
  maximum: 90,
  description: 'Days from order to order at least; null: whenever the supplier takes orders',
});
const Policy = Type.Object({
  serviceLevel: Type.Number(),
  reviewDays: Type.Union([Type.Integer(), Type.Null()]),
  automatic: Type.Boolean(),
  overrides: Type.Array(
    Type.Object({
      scope: Type.Enum(['location', 'category', 'item']),
      key: Type.String(),
      serviceLevel: Type.Union([Type.Number(), Type.Null()]),
      reviewDays: Type.Union([Type.Integer(), Type.Null()]),
    }),
  ),
});

export const policyActions: readonly RegisteredAction[] = [
  action({
    name: 'planning.policy.get',
    version: '1.0.0',
    summary: 'How much safety stock holds and how often is ordered',
    description: 'The most special that says something wins: item, category, location, then the organisation.',
    effect: 'read',
    permission: 'planning.read',
    route: 'GET /planning/policy',
    touches: 'none',
    input: Type.Object({}, { additionalProperties: false }),
    output: Policy,
    async run({ tx }) {
      const policies = await readPolicies(tx);
      const own = policies.find(({ scope }) => scope === 'organisation');
      return {
        serviceLevel: own?.serviceLevel ?? defaultServiceLevel,
        reviewDays: own?.reviewDays ?? null,
        automatic: own?.automatic ?? false,
        overrides: policies.flatMap(({ scope, key, serviceLevel: level, reviewDays: days }) =>
          scope === 'organisation' ? [] : [{ scope, key, serviceLevel: level, reviewDays: days }],
        ),
      };
    },
  }),
  action({
    name: 'planning.policy.put',
    version: '1.0.0',
    summary: 'Set the policy of the organisation, a location, a category or an item',
    description:
      'An override with neither number is removed. `automatic` plans every day once the last location has ended its business day.',
    effect: 'write',
    permission: 'planning.approve',
    route: 'PUT /planning/policy',
    touches: 'all',
    input: Type.Object(
      {
        scope: Type.Enum(policyScopes),
        key: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 200,
            description: 'Id of the location or item, or name of the category',
          }),
        ),
        serviceLevel: Type.Optional(Type.Union([serviceLevel, Type.Null()])),
        reviewDays: Type.Optional(Type.Union([reviewDays, Type.Null()])),
        automatic: Type.Optional(Type.Boolean({ description: "The organisation's only" })),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({ stored: Type.Boolean() }),
    async run(ctx, input) {
      const { scope } = input;
      const given = scope === 'organisation' ? '' : input.key;
      if (given === undefined || (scope === 'organisation') !== (input.key === undefined))
        throw fault('invalid', 'INPUT_INVALID', '/key does not fit /scope.', [
          { pointer: '/key', detail: scope === 'organisation' ? 'is not for the organisation' : `is the ${scope}` },
        ]);
      if (scope !== 'organisation' && input.automatic !== undefined)
        throw fault('invalid', 'INPUT_INVALID', '/automatic is for the organisation only.', [
          { pointer: '/automatic', detail: 'is for the organisation only' },
        ]);
      const key = scope === 'location' || scope === 'item' ? given.toLowerCase() : given;
      if (scope === 'location' || scope === 'item') {
        if (!isUuid(key))
          throw fault('invalid', 'INPUT_INVALID', '/key is no id.', [{ pointer: '/key', detail: 'must be a UUID' }]);
        if (scope === 'location') await readLocation(ctx.tx, key);
        else await readItem(ctx.tx, key);
      }
      const before = (await readPolicies(ctx.tx)).find((policy) => policy.scope === scope && policy.key === key);
      const after = {
        scope,
        key,
        serviceLevel: input.serviceLevel === undefined ? (before?.serviceLevel ?? null) : input.serviceLevel,
        reviewDays: input.reviewDays === undefined ? (before?.reviewDays ?? null) : input.reviewDays,
        automatic: input.automatic ?? before?.automatic ?? false,
      };
      await storePolicy(ctx.tx, after);
      ctx.audit({ subjectId: key === '' ? null : key, before, after });
      return { stored: true };
    },
  }),
];
