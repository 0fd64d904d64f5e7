import { Type, type Static } from 'typebox';
import { code, currency, day, instant, maxQtyMilli, name, priceMicro, uuid } from './primitive.ts';

export const units = ['each', 'kg', 'l', 'm'] as const;
export const itemStatuses = ['active', 'retired', 'unidentified'] as const;

const fields = {
  sku: code(),
  name: name(),
  status: Type.Enum(itemStatuses),
  unit: Type.Enum(units),
  category: Type.String({ maxLength: 200 }),
  variantOf: Type.Union([uuid('The item that this is a variant of'), Type.Null()]),
  variant: Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 80 }), {
    description: 'What sets the variant apart, such as size or scent',
  }),
  taxClass: code(32),
  packMilli: Type.Integer({
    minimum: 1,
    maximum: maxQtyMilli,
    description: 'What one pack holds, in thousandths of the unit',
  }),
  shelfLifeDays: Type.Union([Type.Integer({ minimum: 1, maximum: 10_000 }), Type.Null()]),
};

export const ItemInput = Type.Object(
  {
    id: Type.Optional(uuid('Made by the caller, so that the request can be repeated')),
    sku: fields.sku,
    name: fields.name,
    unit: Type.Optional(fields.unit),
    category: Type.Optional(fields.category),
    status: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('retired')])),
    variantOf: Type.Optional(fields.variantOf),
    variant: Type.Optional(fields.variant),
    taxClass: Type.Optional(fields.taxClass),
    packMilli: Type.Optional(fields.packMilli),
    shelfLifeDays: Type.Optional(fields.shelfLifeDays),
    gtins: Type.Optional(Type.Array(Type.String({ minLength: 8, maxLength: 14 }), { maxItems: 20 })),
    otherCodes: Type.Optional(Type.Array(code(), { maxItems: 50 })),
  },
  { additionalProperties: false },
);

export const Item = Type.Object({
  itemId: uuid(),
  ...fields,
  gtins: Type.Array(Type.String()),
  otherCodes: Type.Array(Type.String()),
  changedAt: instant(),
});

export const PriceInput = Type.Object(
  {
    id: Type.Optional(uuid()),
    itemId: uuid(),
    locationId: Type.Optional(
      Type.Union([uuid(), Type.Null()], { description: 'Null: every location of that currency' }),
    ),
    currency: currency(),
    unitPriceMicro: priceMicro(),
    firstDay: Type.Optional(day()),
    lastDay: Type.Optional(Type.Union([day(), Type.Null()])),
  },
  { additionalProperties: false },
);

export const Price = Type.Object({
  priceId: uuid(),
  itemId: uuid(),
  locationId: Type.Union([uuid(), Type.Null()]),
  currency: currency(),
  unitPriceMicro: priceMicro(),
  firstDay: day(),
  lastDay: Type.Union([day(), Type.Null()]),
});

export const TaxRate = Type.Object(
  {
    taxClass: code(32),
    region: Type.String({ maxLength: 32 }),
    code: code(32),
    ratePpm: Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Parts per million: 19 % is 190000' }),
    firstDay: Type.Optional(day()),
  },
  { additionalProperties: false },
);

export const AssortmentEntry = Type.Object(
  {
    itemId: uuid(),
    minimumMilli: Type.Optional(
      Type.Integer({ minimum: 0, maximum: maxQtyMilli, description: 'What should always stand there' }),
    ),
    capacityMilli: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: maxQtyMilli }), Type.Null()])),
  },
  { additionalProperties: false },
);

export type ItemInput = Static<typeof ItemInput>;
export type Item = Static<typeof Item>;
export type PriceInput = Static<typeof PriceInput>;
export type Price = Static<typeof Price>;
export type TaxRate = Static<typeof TaxRate>;
export type AssortmentEntry = Static<typeof AssortmentEntry>;
