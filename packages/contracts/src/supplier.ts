import { Type, type Static } from 'typebox';
import { code, currency, day, instant, maxQtyMilli, name, priceMicro, text, timeZone, uuid } from './primitive.ts';

/** How orders reach a supplier: posted to its address, mailed, or told by hand (telephone, its own web shop). */
export const supplierTransports = ['http', 'email', 'manual'] as const;
export const supplierStatuses = ['active', 'retired'] as const;

const weekdays = (description: string) =>
  Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { maxItems: 7, uniqueItems: true, description });
const leadTimeDays = () =>
  Type.Integer({ minimum: 0, maximum: 365, description: 'Mean calendar days from order day to delivery' });
const leadTimeSdDays = () =>
  Type.Number({ minimum: 0, maximum: 365, description: 'Standard deviation of the lead time in days' });

const fields = {
  code: code(32),
  name: name(),
  status: Type.Enum(supplierStatuses),
  currency: currency(),
  transport: Type.Enum(supplierTransports),
  orderUrl: Type.Union([
    Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2000, description: 'Where orders are posted' }),
    Type.Null(),
  ]),
  orderEmails: Type.Array(Type.String({ maxLength: 254 }), { maxItems: 20, description: 'One plain address each' }),
  replyTo: Type.Union([Type.String({ maxLength: 254, description: 'Where replies to mailed orders go' }), Type.Null()]),
  orderWeekdays: weekdays('Weekdays on which orders are taken, 1 is Monday; empty: any'),
  deliveryWeekdays: weekdays('Weekdays on which goods are brought, 1 is Monday; empty: any'),
  cutoffMinutes: Type.Integer({
    minimum: 0,
    maximum: 1440,
    description: 'Until when an order counts for its day, minutes after midnight in the supplier’s time zone',
  }),
  timeZone: timeZone(),
  closedDays: Type.Array(day(), { maxItems: 1000, description: 'Neither orders taken nor goods brought' }),
  leadTimeDays: leadTimeDays(),
  leadTimeSdDays: leadTimeSdDays(),
  minimumOrderMicro: priceMicro('Least value of an order, millionths of the major unit of the currency'),
  note: text(),
};

const optional = Type.Partial(Type.Omit(Type.Object(fields), ['code', 'name'])).properties;

export const SupplierInput = Type.Object(
  {
    id: Type.Optional(uuid('Made by the caller, so that the request can be repeated')),
    code: fields.code,
    name: fields.name,
    ...optional,
    signingSecret: Type.Optional(
      Type.Union([Type.String({ pattern: '^whsec_[A-Za-z0-9+/=]{24,200}$' }), Type.Null()], {
        description: 'Signs requests (Standard Webhooks); kept sealed and never told again. Null removes it',
      }),
    ),
    bearerToken: Type.Optional(
      Type.Union([Type.String({ pattern: '^[\\x21-\\x7e]{1,2000}$' }), Type.Null()], {
        description: 'Sent as Authorization: Bearer; kept sealed and never told again. Null removes it',
      }),
    ),
  },
  { additionalProperties: false },
);

export const Supplier = Type.Object({
  supplierId: uuid(),
  ...fields,
  hasSigningSecret: Type.Boolean(),
  hasBearerToken: Type.Boolean(),
  changedAt: instant(),
});

const itemFields = {
  supplierItemCode: code(),
  costMicro: priceMicro('Cost of one unit, millionths of the major unit of the supplier’s currency'),
  packMilli: Type.Integer({ minimum: 1, maximum: maxQtyMilli, description: 'Orders are multiples of it, thousandths' }),
  minimumMilli: Type.Integer({ minimum: 0, maximum: maxQtyMilli, description: 'Least quantity a line, thousandths' }),
  leadTimeDays: Type.Union([leadTimeDays(), Type.Null()], { description: 'Null: the supplier’s' }),
  leadTimeSdDays: Type.Union([leadTimeSdDays(), Type.Null()], { description: 'Null: the supplier’s' }),
  preferred: Type.Boolean({ description: 'Proposals order the item here' }),
};

export const SupplierItemInput = Type.Object(
  {
    supplierId: uuid(),
    itemId: uuid(),
    supplierItemCode: itemFields.supplierItemCode,
    costMicro: itemFields.costMicro,
    packMilli: Type.Optional(itemFields.packMilli),
    minimumMilli: Type.Optional(itemFields.minimumMilli),
    leadTimeDays: Type.Optional(itemFields.leadTimeDays),
    leadTimeSdDays: Type.Optional(itemFields.leadTimeSdDays),
    preferred: Type.Optional(itemFields.preferred),
  },
  { additionalProperties: false },
);

export const SupplierItem = Type.Object({ supplierId: uuid(), itemId: uuid(), ...itemFields, changedAt: instant() });

export type SupplierInput = Static<typeof SupplierInput>;
export type Supplier = Static<typeof Supplier>;
export type SupplierItemInput = Static<typeof SupplierItemInput>;
export type SupplierItem = Static<typeof SupplierItem>;
