import { Type } from 'typebox';
import { instant, positiveQtyMilli, text, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { readLocation } from '../network/index.ts';
import { endReservations, readReservation, reserve } from './reservations.ts';

const Status = Type.Enum(['held', 'taken', 'released', 'expired']);
const Reservation = Type.Object({
  reservationId: uuid(),
  locationId: uuid(),
  status: Status,
  expiresAt: Type.Union([instant(), Type.Null()]),
  lines: Type.Array(Type.Object({ itemId: uuid(), qtyMilli: positiveQtyMilli() })),
});

export const reservationActions: readonly RegisteredAction[] = [
  action({
    name: 'stock.reservation.create',
    version: '1.0.0',
    summary: 'Promise stock, all lines or none',
    effect: 'write',
    undoneBy: 'stock.reservation.release',
    permission: 'stock.reserve',
    route: 'POST /reservations',
    touches: ({ locationId }) => [locationId],
    description:
      "Available is on hand less reserved less the location's allowance for unsynchronised tills. No concurrency can promise a unit twice.",
    input: Type.Object(
      {
        id: uuid(),
        locationId: uuid(),
        subject: Type.Optional(text(200)),
        expiresInSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 31_536_000 })),
        lines: Type.Array(
          Type.Object({ itemId: uuid(), qtyMilli: positiveQtyMilli() }, { additionalProperties: false }),
          { minItems: 1, maxItems: 200 },
        ),
      },
      { additionalProperties: false },
    ),
    output: Reservation,
    async run(ctx, input) {
      const location = await readLocation(ctx.tx, input.locationId);
      const expiresAt =
        input.expiresInSeconds === undefined
          ? null
          : new Date(ctx.nowMs() + input.expiresInSeconds * 1000).toISOString();
      const id = input.id.toLowerCase();
      const status = await reserve(
        ctx.tx,
        {
          reservationId: id,
          locationId: location.locationId,
          subject: input.subject ?? '',
          expiresAt,
          lines: input.lines.map((line) => ({ itemId: line.itemId.toLowerCase(), qtyMilli: line.qtyMilli })),
        },
        location.offlineAllowanceMilli,
      );
      if (status === 'held') {
        ctx.audit({ subjectId: id, locationId: location.locationId, after: { lines: input.lines, expiresAt } });
        ctx.emit({
          type: 'stock.reservation.held',
          subjectId: id,
          locationId: location.locationId,
          occurredAt: new Date(ctx.nowMs()).toISOString(),
          data: { reservationId: id, lines: input.lines },
        });
      }
      return readReservation(ctx.tx, id);
    },
  }),
  action({
    name: 'stock.reservation.read',
    version: '1.0.0',
    summary: 'One reservation',
    effect: 'read',
    permission: 'stock.read',
    route: 'GET /reservations/:reservationId',
    touches: 'inside',
    input: Type.Object({ reservationId: uuid() }, { additionalProperties: false }),
    output: Reservation,
    async run({ tx, requireLocation }, { reservationId }) {
      const reservation = await readReservation(tx, reservationId);
      requireLocation(reservation.locationId);
      return reservation;
    },
  }),
  action({
    name: 'stock.reservation.release',
    version: '1.0.0',
    summary: 'Give a promise back',
    effect: 'write',
    permission: 'stock.reserve',
    route: 'POST /reservations/:reservationId/release',
    touches: 'inside',
    input: Type.Object({ reservationId: uuid() }, { additionalProperties: false }),
    output: Reservation,
    async run(ctx, { reservationId }) {
      const before = await readReservation(ctx.tx, reservationId);
      ctx.requireLocation(before.locationId);
      const ended = await endReservations(ctx.tx, [reservationId], 'released');
      if (ended > 0) {
        ctx.audit({
          subjectId: reservationId,
          locationId: before.locationId,
          before: { status: 'held' },
          after: { status: 'released' },
        });
        ctx.emit({
          type: 'stock.reservation.released',
          subjectId: reservationId,
          locationId: before.locationId,
          occurredAt: new Date(ctx.nowMs()).toISOString(),
          data: { reservationId },
        });
      }
      return readReservation(ctx.tx, reservationId);
    },
  }),
];
