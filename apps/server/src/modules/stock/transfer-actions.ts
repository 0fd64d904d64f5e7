import { Type } from 'typebox';
import { instant, maxQtyMilli, positiveQtyMilli, qtyMilli, text, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { requireItems } from '../catalogue/index.ts';
import {
  cancelTransfer,
  lockTransfer,
  readTransferLines,
  receiveTransfer,
  requestTransfer,
  shipTransfer,
  transferColumns,
  type TransferLineRow,
  type TransferRow,
} from './transfers.ts';

const Status = Type.Enum(['requested', 'shipped', 'received', 'cancelled']);
const Transfer = Type.Object({
  transferId: uuid(),
  fromLocationId: uuid(),
  toLocationId: uuid(),
  status: Status,
  note: Type.String(),
  requestedAt: instant(),
  shippedAt: Type.Union([instant(), Type.Null()]),
  receivedAt: Type.Union([instant(), Type.Null()]),
  lines: Type.Array(
    Type.Object({
      lineNo: Type.Integer(),
      itemId: uuid(),
      requestedMilli: qtyMilli(),
      shippedMilli: qtyMilli(),
      receivedMilli: qtyMilli(),
    }),
  ),
});
const byId = { transferId: uuid() };

function transferOf(row: TransferRow, lines: readonly TransferLineRow[]) {
  return {
    transferId: row.transfer_id,
    fromLocationId: row.from_location_id,
    toLocationId: row.to_location_id,
    status: row.status,
    note: row.note,
    requestedAt: row.requested_at,
    shippedAt: row.shipped_at,
    receivedAt: row.received_at,
    lines: lines.map((line) => ({
      lineNo: line.line_no,
      itemId: line.item_id,
      requestedMilli: line.requested_milli,
      shippedMilli: line.shipped_milli,
      receivedMilli: line.received_milli,
    })),
  };
}

async function told(
  ctx: ActionContext,
  transferId: string,
  what: 'requested' | 'shipped' | 'received' | 'cancelled',
  isNew: boolean,
) {
  const row = await lockTransfer(ctx.tx, transferId);
  const transfer = transferOf(row, await readTransferLines(ctx.tx, [transferId]));
  if (isNew) {
    ctx.audit({
      subjectId: transferId,
      locationId: what === 'received' ? row.to_location_id : row.from_location_id,
      after: { status: what, lines: transfer.lines },
    });
    for (const locationId of [row.from_location_id, row.to_location_id]) {
      ctx.emit({
        type: `stock.transfer.${what}`,
        subjectId: transferId,
        locationId,
        occurredAt: new Date(ctx.nowMs()).toISOString(),
        data: transfer,
      });
    }
  }
  return transfer;
}

/** Either end of a transfer may ask for it; each end does its own part. */
function requireEither(ctx: ActionContext, locationIds: readonly string[]): void {
  const { locationIds: scope } = ctx.grant;
  if (scope === null || locationIds.some((id) => scope.includes(id))) return;
  throw fault('forbidden', 'NOT_ALLOWED', 'Neither end of the transfer is in your scope.');
}

export const transferActions: readonly RegisteredAction[] = [
  action({
    name: 'stock.transfer.list',
    version: '1.0.0',
    summary: 'Transfers, newest first',
    effect: 'read',
    permission: 'stock.read',
    route: 'GET /transfers',
    touches: 'inside',
    input: Type.Object(
      { ...pageInput, status: Type.Optional(Status), locationId: Type.Optional(uuid('Either end')) },
      { additionalProperties: false },
    ),
    output: pageOf(Transfer),
    async run({ tx, grant, requireLocation }, { cursor, limit = defaultLimit, status, locationId }) {
      if (locationId !== undefined) requireLocation(locationId);
      const after = readCursor(cursor, 2);
      const rows = await tx.rows<TransferRow & { sort: string }>(
        `select ${transferColumns}, requested_at::text as sort from stock.transfer
         where org_id = $1 and ($2::text is null or status = $2) and ($3::uuid is null or $3 in (from_location_id, to_location_id))
           and ($4::uuid[] is null or from_location_id = any($4::uuid[]) or to_location_id = any($4::uuid[]))
           and ($5::timestamptz is null or (requested_at, transfer_id) < ($5, $6::uuid))
         order by requested_at desc, transfer_id desc limit $7`,
        [
          tx.orgId,
          status ?? null,
          locationId ?? null,
          grant.locationIds,
          after?.[0] ?? null,
          after?.[1] ?? null,
          limit + 1,
        ],
      );
      const lines = Map.groupBy(
        await readTransferLines(
          tx,
          rows.map((row) => row.transfer_id),
        ),
        (line) => line.transfer_id,
      );
      return pageFrom(
        rows,
        limit,
        (row) => [row.sort, row.transfer_id],
        (row) => transferOf(row, lines.get(row.transfer_id) ?? []),
      );
    },
  }),
  action({
    name: 'stock.transfer.request',
    version: '1.0.0',
    summary: 'Ask one location to send goods to another',
    effect: 'write',
    undoneBy: 'stock.transfer.cancel',
    permission: 'stock.transfer',
    route: 'POST /transfers',
    touches: 'inside',
    input: Type.Object(
      {
        id: uuid(),
        fromLocationId: uuid(),
        toLocationId: uuid(),
        note: Type.Optional(text(500)),
        lines: Type.Array(
          Type.Object({ itemId: uuid(), qtyMilli: positiveQtyMilli() }, { additionalProperties: false }),
          { minItems: 1, maxItems: 900 },
        ),
      },
      { additionalProperties: false },
    ),
    output: Transfer,
    async run(ctx, input) {
      requireEither(ctx, [input.fromLocationId, input.toLocationId]);
      await requireItems(
        ctx.tx,
        input.lines.map((line) => line.itemId),
      );
      const isNew = await requestTransfer(ctx.tx, { ...input, note: input.note ?? '' });
      return told(ctx, input.id, 'requested', isNew);
    },
  }),
  action({
    name: 'stock.transfer.ship',
    version: '1.0.0',
    summary: 'Send a requested transfer on its way',
    effect: 'write',
    permission: 'stock.transfer',
    route: 'POST /transfers/:transferId/ship',
    touches: 'inside',
    input: Type.Object({ ...byId, occurredAt: Type.Optional(instant()) }, { additionalProperties: false }),
    output: Transfer,
    async run(ctx, { transferId, occurredAt }) {
      ctx.requireLocation((await lockTransfer(ctx.tx, transferId)).from_location_id);
      const status = await shipTransfer(ctx.tx, transferId, occurredAt ?? new Date(ctx.nowMs()).toISOString());
      return told(ctx, transferId, 'shipped', status === 'posted');
    },
  }),
  action({
    name: 'stock.transfer.receive',
    version: '1.0.0',
    summary: 'Receive a transfer, whole or short',
    effect: 'write',
    permission: 'stock.transfer',
    route: 'POST /transfers/:transferId/receive',
    touches: 'inside',
    input: Type.Object(
      {
        ...byId,
        occurredAt: Type.Optional(instant()),
        lines: Type.Optional(
          Type.Array(
            Type.Object(
              {
                lineNo: Type.Integer({ minimum: 1, maximum: 1000 }),
                receivedMilli: Type.Integer({ minimum: 0, maximum: maxQtyMilli }),
              },
              { additionalProperties: false },
            ),
            { maxItems: 900, description: 'Lines left out arrived whole' },
          ),
        ),
      },
      { additionalProperties: false },
    ),
    output: Transfer,
    async run(ctx, { transferId, occurredAt, lines = [] }) {
      ctx.requireLocation((await lockTransfer(ctx.tx, transferId)).to_location_id);
      const known = new Set((await readTransferLines(ctx.tx, [transferId])).map((line) => line.line_no));
      const unknown = lines.findIndex((line) => !known.has(line.lineNo));
      if (unknown >= 0)
        throw fault('invalid', 'INPUT_INVALID', `/lines/${unknown}/lineNo is no line of this transfer.`, [
          { pointer: `/lines/${unknown}/lineNo`, detail: 'is no line of this transfer' },
        ]);
      const status = await receiveTransfer(
        ctx.tx,
        transferId,
        new Map(lines.map((line) => [line.lineNo, line.receivedMilli])),
        occurredAt ?? new Date(ctx.nowMs()).toISOString(),
      );
      return told(ctx, transferId, 'received', status === 'posted');
    },
  }),
  action({
    name: 'stock.transfer.cancel',
    version: '1.0.0',
    summary: 'Cancel a transfer that was not sent',
    effect: 'write',
    permission: 'stock.transfer',
    route: 'POST /transfers/:transferId/cancel',
    touches: 'inside',
    input: Type.Object(byId, { additionalProperties: false }),
    output: Transfer,
    async run(ctx, { transferId }) {
      const before = await lockTransfer(ctx.tx, transferId);
      requireEither(ctx, [before.from_location_id, before.to_location_id]);
      await cancelTransfer(ctx.tx, transferId);
      return told(ctx, transferId, 'cancelled', before.status !== 'cancelled');
    },
  }),
];
