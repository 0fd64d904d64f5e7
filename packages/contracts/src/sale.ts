import { Type, type Static } from 'typebox';
import {
  amountMinor,
  code,
  currency,
  instant,
  maxQtyMilli,
  positiveAmountMinor,
  priceMicro,
  text,
  uuid,
} from './primitive.ts';

export const paymentMethods = ['cash', 'card', 'voucher', 'transfer', 'online', 'other'] as const;

export const SaleLineInput = Type.Object(
  {
    itemId: Type.Optional(uuid('The item. Either this or `code` is needed')),
    code: Type.Optional(code()),
    description: Type.Optional(text(200)),
    qtyMilli: Type.Integer({
      minimum: -maxQtyMilli,
      maximum: maxQtyMilli,
      description: 'Thousandths of the unit of measure; negative for a return; not 0',
    }),
    unitPriceMicro: priceMicro('Price of one unit, millionths of the major unit'),
    discountMinor: Type.Optional(positiveAmountMinor('What is taken off the size of this line')),
    taxMinor: Type.Optional(amountMinor('Tax of this line as the till worked it out; else the server does')),
    reservationId: Type.Optional(uuid('The reservation that this line takes up')),
    returnOf: Type.Optional(
      Type.Object(
        { saleId: uuid(), lineNo: Type.Integer({ minimum: 1, maximum: 1000 }) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

export const PaymentInput = Type.Object(
  {
    method: Type.Enum(paymentMethods),
    amountMinor: amountMinor('What was paid, less change given; negative when paid back'),
    reference: Type.Optional(text(100)),
  },
  { additionalProperties: false },
);

/**
 * A sale or return as its capturer tells it. `id` makes it idempotent: the same id with the same content is stored once; with
 * other content it is a conflict. `payments` may be left out when the source does not know them; otherwise they add up to the total.
 */
export const SaleInput = Type.Object(
  {
    id: uuid('Made by whoever captures the sale; UUIDv7 recommended'),
    locationId: uuid(),
    occurredAt: instant('When it happened, by the clock of the capturer'),
    currency: Type.Optional(currency()),
    lines: Type.Array(SaleLineInput, { minItems: 1, maxItems: 1000 }),
    payments: Type.Optional(Type.Array(PaymentInput, { maxItems: 20 })),
    roundingMinor: Type.Optional(
      Type.Integer({ minimum: -100, maximum: 100, description: 'Cash rounding, added to the total' }),
    ),
    taxInclusive: Type.Optional(
      Type.Boolean({ description: 'Whether prices hold the tax; by default as the location has it' }),
    ),
    totalMinor: Type.Optional(amountMinor('The total as the capturer has it: checked against the lines')),
    receiptNumber: Type.Optional(code()),
    reference: Type.Optional(code(100)),
  },
  { additionalProperties: false },
);

export type SaleLineInput = Static<typeof SaleLineInput>;
export type PaymentInput = Static<typeof PaymentInput>;
export type SaleInput = Static<typeof SaleInput>;
