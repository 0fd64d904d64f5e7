import { Type } from 'typebox';
import { PurchaseOrder, PurchaseOrderSummary, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { requireOrder } from './order-access.ts';
import { readOrder, summaryColumns, summaryOf, summaryTotals, type SummaryRow } from './read-orders.ts';
import { visibleSupplier } from './supplier-scope.ts';

export const orderReadActions: readonly RegisteredAction[] = [
  action({
    name: 'supply.order.list',
    version: '1.0.0',
    summary: 'Purchase orders, newest first',
    effect: 'read',
    permission: 'supply.read',
    route: 'GET /purchase-orders',
    touches: 'inside',
    input: Type.Object(
      {
        ...pageInput,
        status: Type.Optional(PurchaseOrderSummary.properties.status),
        open: Type.Optional(Type.Boolean({ description: 'True: only orders that have not ended' })),
        locationId: Type.Optional(uuid()),
        supplierId: Type.Optional(uuid()),
      },
      { additionalProperties: false },
    ),
    output: pageOf(PurchaseOrderSummary),
    async run(ctx, input) {
      const { tx, grant } = ctx;
      const { cursor, limit = defaultLimit, status, open = false, locationId, supplierId } = input;
      if (locationId !== undefined) ctx.requireLocation(locationId);
      const own = visibleSupplier(grant);
      const after = readCursor(cursor, 2);
      const rows = await tx.rows<SummaryRow & { sort: string }>(
        `select ${summaryColumns}, o.created_at::text as sort from supply.purchase_order o ${summaryTotals}
         where o.org_id = $1 and ($2::text is null or o.status = $2)
           and (not $3 or o.status in ('draft', 'approved', 'sent', 'acknowledged', 'part-received'))
           and ($4::uuid is null or o.location_id = $4) and ($5::uuid is null or o.supplier_id = $5)
           and ($6::uuid[] is null or o.location_id = any($6::uuid[]))
           and ($7::uuid is null or (o.supplier_id = $7 and o.sent_at is not null))
           and ($8::timestamptz is null or (o.created_at, o.order_id) < ($8, $9::uuid))
         order by o.created_at desc, o.order_id desc limit $10`,
        [
          tx.orgId,
          status ?? null,
          open,
          locationId ?? null,
          supplierId ?? null,
          grant.locationIds,
          own,
          after?.[0] ?? null,
          after?.[1] ?? null,
          limit + 1,
        ],
      );
      return pageFrom(
        rows,
        limit,
        (row) => [row.sort, row.order_id],
        (row) => summaryOf(row, own !== null),
      );
    },
  }),
  action({
    name: 'supply.order.read',
    version: '1.0.0',
    summary: 'A purchase order with its lines, their explanation, its history, deliveries and receipts',
    effect: 'read',
    permission: 'supply.read',
    route: 'GET /purchase-orders/:orderId',
    touches: 'inside',
    input: Type.Object({ orderId: uuid() }, { additionalProperties: false }),
    output: PurchaseOrder,
    async run(ctx, { orderId }) {
      const order = await readOrder(ctx.tx, orderId, visibleSupplier(ctx.grant) !== null);
      requireOrder(ctx, { ...order, wasSent: order.sentAt !== null });
      return order;
    },
  }),
];
