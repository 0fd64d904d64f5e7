import { Type, type Static } from 'typebox';
import { code, currency, day, instant, maxQtyMilli, positiveQtyMilli, priceMicro, text, uuid } from './primitive.ts';

export const purchaseOrderStatuses = [
  'draft',
  'approved',
  'sent',
  'acknowledged',
  'part-received',
  'received',
  'closed',
  'cancelled',
] as const;
export type PurchaseOrderStatus = (typeof purchaseOrderStatuses)[number];

/** How far the order's message got. `none` before it is placed, and always when the supplier is told by hand. */
export const orderDeliveries = ['none', 'waiting', 'delivered', 'failed'] as const;
export type OrderDelivery = (typeof orderDeliveries)[number];

export const orderSources = ['proposal', 'manual'] as const;
export type OrderSource = (typeof orderSources)[number];

export const maxOrderLines = 2000;

const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()]);
const milli = (description: string) => Type.Integer({ minimum: 0, maximum: maxQtyMilli, description });
export const orderLineNo = () => Type.Integer({ minimum: 1, maximum: 100_000 });

export const PurchaseOrderLineInput = Type.Object(
  {
    itemId: uuid(),
    qtyMilli: positiveQtyMilli(),
    unitCostMicro: Type.Optional(priceMicro('Agreed cost of one unit; the supplier’s cost of the item when absent')),
  },
  { additionalProperties: false },
);

export const PurchaseOrderInput = Type.Object(
  {
    id: uuid('Made by the caller, so that the request can be repeated'),
    supplierId: uuid(),
    locationId: uuid('The location that receives the goods'),
    requestedDay: Type.Optional(day('Wanted delivery; from the supplier’s calendar when absent')),
    note: Type.Optional(text(1000)),
    lines: Type.Array(PurchaseOrderLineInput, { minItems: 1, maxItems: maxOrderLines }),
  },
  { additionalProperties: false },
);

export const PurchaseOrderLine = Type.Object({
  lineNo: orderLineNo(),
  itemId: uuid(),
  supplierItemCode: code(),
  qtyMilli: positiveQtyMilli('Ordered'),
  unitCostMicro: priceMicro(),
  confirmedMilli: orNull(milli('What the supplier confirmed')),
  advisedMilli: milli('What the supplier says it sent'),
  receivedMilli: milli('Taken into stock'),
  damagedMilli: milli('Came, and was not taken in'),
  outstandingMilli: milli('Still to come; 0 once the order has ended'),
  reason: orNull(text(500)),
  explanation: Type.Unknown({ description: 'How a proposal came to its quantity (OrderExplanation), or null' }),
});

const head = {
  orderId: uuid(),
  number: code(),
  supplierId: uuid(),
  locationId: uuid(),
  currency: currency(),
  status: Type.Enum(purchaseOrderStatuses),
  delivery: Type.Enum(orderDeliveries),
  source: Type.Enum(orderSources),
  requestedDay: day(),
  expectedDay: orNull(day('As the supplier told')),
  reference: orNull(Type.String({ description: 'The supplier’s number of the order' })),
  refusal: orNull(Type.String({ description: 'Why the supplier, or its address, did not take it' })),
  note: Type.String(),
  createdAt: instant(),
  createdBy: Type.String(),
  approvedAt: orNull(instant()),
  approvedBy: orNull(Type.String()),
  sentAt: orNull(instant()),
  acknowledgedAt: orNull(instant()),
  receivedAt: orNull(instant()),
  endedAt: orNull(instant()),
  lineCount: Type.Integer(),
  valueMicro: Type.Integer({ description: 'Value of what was ordered, millionths of the major unit' }),
};

export const PurchaseOrderSummary = Type.Object(head);

export const OrderHistoryEntry = Type.Object({
  at: instant(),
  actor: Type.String(),
  command: Type.String(),
  statusBefore: orNull(Type.Enum(purchaseOrderStatuses)),
  statusAfter: Type.Enum(purchaseOrderStatuses),
  note: orNull(Type.String()),
});

export const OrderReceipt = Type.Object({
  receiptId: uuid(),
  reference: orNull(Type.String()),
  occurredAt: instant(),
  lines: Type.Array(
    Type.Object({
      lineNo: orderLineNo(),
      receivedMilli: milli('Taken into stock'),
      damagedMilli: milli('Came, and was not taken in'),
      unitCostMicro: priceMicro('In the currency of the location'),
      reason: orNull(Type.String()),
    }),
  ),
});

export const OrderAdvice = Type.Object({
  deliveryReference: Type.String(),
  day: day(),
  lines: Type.Array(Type.Object({ lineNo: orderLineNo(), shippedQtyMilli: milli('Sent') })),
});

export const PurchaseOrder = Type.Object({
  ...head,
  lines: Type.Array(PurchaseOrderLine),
  history: Type.Array(OrderHistoryEntry),
  receipts: Type.Array(OrderReceipt),
  advices: Type.Array(OrderAdvice),
  dispatch: orNull(
    Type.Object(
      {
        status: Type.Enum(['due', 'leased', 'delivered', 'refused', 'failed', 'cancelled']),
        attempts: Type.Integer(),
        nextAttemptAt: orNull(instant()),
        lastResult: orNull(Type.String()),
      },
      { description: 'The newest message to the supplier and what became of it' },
    ),
  ),
});

export type PurchaseOrderLineInput = Static<typeof PurchaseOrderLineInput>;
export type PurchaseOrderInput = Static<typeof PurchaseOrderInput>;
export type PurchaseOrderLine = Static<typeof PurchaseOrderLine>;
export type PurchaseOrderSummary = Static<typeof PurchaseOrderSummary>;
export type PurchaseOrder = Static<typeof PurchaseOrder>;
export type OrderReceipt = Static<typeof OrderReceipt>;
