import { Type, type Static } from 'typebox';
import { code, day, text, uuid } from './primitive.ts';

const itemIds = Type.Array(uuid(), { minItems: 1, maxItems: 10_000, description: 'Items that take part' });
const anyItems = Type.Union([itemIds, Type.Null()], { description: 'Items that take part; null: all' });
const amount = (description: string) => Type.Integer({ minimum: 1, maximum: 1_000_000_000_000, description });

/** What a promotion takes off. Amounts in minor units of the location's currency. */
export const PromotionRule = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('percent'),
      itemIds: anyItems,
      ratePpm: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Parts per million: 10 % is 100,000' }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal('amount'), itemIds: anyItems, amountMinor: amount('Off each unit, at most its price') },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('n-for-m'),
      itemIds: anyItems,
      take: Type.Integer({ minimum: 2, maximum: 100, description: 'So many units ...' }),
      pay: Type.Integer({ minimum: 1, maximum: 99, description: '... for the price of so many, the cheapest free' }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('bundle'),
      parts: Type.Array(
        Type.Object({ itemIds, units: Type.Integer({ minimum: 1, maximum: 100 }) }, { additionalProperties: false }),
        { minItems: 1, maxItems: 20, description: 'Each any of its items; no item in two parts' },
      ),
      priceMinor: amount('What all parts cost together'),
    },
    { additionalProperties: false },
  ),
]);

/** When a promotion holds, by the local time and the calendar of the location; what is left out does not narrow. */
export const PromotionTimes = Type.Object(
  {
    firstDay: Type.Optional(day()),
    lastDay: Type.Optional(day()),
    weekdays: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
        minItems: 1,
        maxItems: 7,
        description: 'ISO: 1 is Monday',
      }),
    ),
    fromMinute: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_439, description: 'Minutes after midnight' })),
    toMinute: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_440, description: 'Exclusive; before `fromMinute`: over midnight' }),
    ),
  },
  { additionalProperties: false },
);

export const Promotion = Type.Object(
  {
    promotionId: uuid(),
    title: text(100),
    /** The higher goes first; what is equal goes by id, so that till and server agree. */
    priority: Type.Integer({ minimum: 0, maximum: 1_000 }),
    stacks: Type.Boolean({ description: 'Whether it goes together with others that stack, on what they leave to pay' }),
    segment: Type.Union([code(), Type.Null()], { description: 'Only for customers of this segment' }),
    locationIds: Type.Union([Type.Array(uuid(), { minItems: 1, maxItems: 10_000 }), Type.Null()], {
      description: 'Where; null: everywhere',
    }),
    times: PromotionTimes,
    rule: PromotionRule,
  },
  { additionalProperties: false },
);

export type PromotionRule = Static<typeof PromotionRule>;
export type PromotionTimes = Static<typeof PromotionTimes>;
export type Promotion = Static<typeof Promotion>;
