import { Type, type Static } from 'typebox';
import { code, currency, day, maxQtyMilli, name, positiveQtyMilli, priceMicro, text, uuid } from './primitive.ts';

/** The version of the three messages below. A change that an older reader would misread raises it. */
export const supplierOrderSchemaVersion = 1;

const maxLines = 2000;
const lineNo = () => Type.Integer({ minimum: 1, maximum: 100_000, description: 'Number of the line in the order' });
const webUrl = (description: string) => Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2000, description });

export const SupplierOrderLine = Type.Object(
  {
    lineNo: lineNo(),
    supplierItemCode: code(),
    itemName: name(),
    gtin: Type.Optional(Type.String({ pattern: '^(\\d{8}|\\d{12,14})$', description: 'GS1 GTIN-8, -12, -13 or -14' })),
    qtyMilli: positiveQtyMilli('Ordered, thousandths of `unit`'),
    unit: name(20),
    unitCostMicro: priceMicro('Agreed cost of one unit, millionths of the major unit of the currency'),
  },
  { additionalProperties: false },
);

export const ShipTo = Type.Object(
  { code: code(), name: name(), address: text(1000) },
  { additionalProperties: false, description: 'The location that receives the goods' },
);

/**
 * A purchase order as it leaves the house, the same over HTTP and e-mail. `orderId` names the order for good; a sender repeats
 * a message only with the same idempotency key and the same content.
 */
export const SupplierOrderMessage = Type.Object(
  {
    schemaVersion: Type.Literal(supplierOrderSchemaVersion),
    orderId: uuid(),
    number: code(),
    organisationName: name(),
    shipTo: ShipTo,
    currency: currency(),
    requestedDeliveryDay: day(),
    lines: Type.Array(SupplierOrderLine, { minItems: 1, maxItems: maxLines }),
    callbackUrl: Type.Optional(
      webUrl('Where a later SupplierAcknowledgement is posted, with the bearer key agreed on'),
    ),
    dispatchAdviceUrl: Type.Optional(webUrl('Where a SupplierDispatchAdvice is posted, with the bearer key agreed on')),
  },
  { additionalProperties: false },
);

export const supplierAcknowledgementStatuses = ['accepted', 'partly', 'refused'] as const;

/**
 * A supplier's answer to an order, in the body of its HTTP answer or posted later. Fields that are not listed are ignored, since
 * suppliers' systems add their own. A line that is not mentioned is confirmed as ordered, unless the whole order is refused.
 */
export const SupplierAcknowledgement = Type.Object({
  orderId: uuid(),
  status: Type.Enum(supplierAcknowledgementStatuses),
  reference: Type.Optional(code(100)),
  expectedDay: Type.Optional(day()),
  lines: Type.Array(
    Type.Object({
      lineNo: lineNo(),
      confirmedQtyMilli: Type.Integer({
        minimum: 0,
        maximum: maxQtyMilli,
        description: 'Thousandths of the unit; may exceed the order',
      }),
      reason: Type.Optional(text(500)),
    }),
    { maxItems: maxLines },
  ),
  reason: Type.Optional(text(500)),
});

/**
 * What a supplier says it sent: one delivery of an order, which may be short, over, or one of several. `deliveryReference` is
 * unique at the supplier, so the same advice told twice is one. It announces; only a receipt of goods changes stock.
 */
export const SupplierDispatchAdvice = Type.Object({
  orderId: uuid(),
  deliveryReference: code(100),
  day: day('The day on which the goods arrive'),
  lines: Type.Array(
    Type.Object({
      lineNo: lineNo(),
      shippedQtyMilli: Type.Integer({ minimum: 0, maximum: maxQtyMilli, description: 'Thousandths of the unit' }),
    }),
    { minItems: 1, maxItems: maxLines },
  ),
});

export type SupplierOrderLine = Static<typeof SupplierOrderLine>;
export type SupplierOrderMessage = Static<typeof SupplierOrderMessage>;
export type SupplierAcknowledgementStatus = (typeof supplierAcknowledgementStatuses)[number];
export type SupplierAcknowledgement = Static<typeof SupplierAcknowledgement>;
export type SupplierDispatchAdvice = Static<typeof SupplierDispatchAdvice>;
