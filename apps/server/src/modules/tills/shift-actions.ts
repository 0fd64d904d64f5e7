import { Type } from 'typebox';
import { amountMinor, currency, instant, positiveAmountMinor, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { readLocation } from '../network/index.ts';
import { readSeries } from './series.ts';

const idOrNull = Type.Union([uuid(), Type.Null()]);
const Shift = Type.Object({
  shiftId: uuid(),
  deviceId: uuid(),
  locationId: uuid(),
  currency: currency(),
  openedAt: instant(),
  openedBy: idOrNull,
  floatMinor: Type.Integer(),
  closedAt: Type.Union([instant(), Type.Null()]),
  closedBy: idOrNull,
  countedMinor: Type.Union([Type.Integer(), Type.Null()]),
  expectedMinor: Type.Union([Type.Integer(), Type.Null()], { description: 'As the till worked it out' }),
  hereMinor: Type.Integer({ description: 'What should be there by what has come to the server' }),
  differenceMinor: Type.Union([Type.Integer(), Type.Null()], { description: 'Counted less expected by the till' }),
});
type ShiftRow = {
  shift_id: string;
  device_id: string;
  location_id: string;
  currency: string;
  opened_at: string;
  opened_by: string | null;
  float_minor: number;
  closed_at: string | null;
  closed_by: string | null;
  counted_minor: number | null;
  expected_minor: number | null;
  here_minor: number;
};
/** Cash of a shift: its float, what was put in and taken out, and the cash of the device's sales in its time. */
const columns = `s.shift_id, s.device_id, s.location_id, s.currency, s.opened_at, s.opened_by, s.float_minor, s.closed_at, s.closed_by, s.counted_minor, s.expected_minor,
  (s.float_minor
    + coalesce((select sum(m.amount_minor) from tills.cash_move m where m.org_id = s.org_id and m.shift_id = s.shift_id), 0)
    + coalesce((select sum(p.amount_minor) from tills.fact f
        join sales.payment p on p.org_id = f.org_id and p.sale_id = f.fact_id and p.method = 'cash'
        where f.org_id = s.org_id and f.device_id = s.device_id and f.action = 'sales.sale.capture' and f.status = 'stored'
          and f.at >= s.opened_at and (s.closed_at is null or f.at <= s.closed_at)), 0))::bigint as here_minor`;

function shiftOf(row: ShiftRow) {
  const { counted_minor: counted, expected_minor: expected } = row;
  return {
    shiftId: row.shift_id,
    deviceId: row.device_id,
    locationId: row.location_id,
    currency: row.currency,
    openedAt: row.opened_at,
    openedBy: row.opened_by,
    floatMinor: row.float_minor,
    closedAt: row.closed_at,
    closedBy: row.closed_by,
    countedMinor: counted,
    expectedMinor: expected,
    hereMinor: row.here_minor,
    differenceMinor: counted === null || expected === null ? null : counted - expected,
  };
}

async function readShift(ctx: ActionContext, shiftId: string): Promise<ShiftRow> {
  const row = await ctx.tx.row<ShiftRow>(
    `select ${columns} from tills.shift s where s.org_id = $1 and s.shift_id = $2`,
    [ctx.tx.orgId, shiftId],
  );
  if (row === undefined) throw fault('not-found', 'SHIFT_UNKNOWN', `There is no shift ${shiftId}.`);
  ctx.requireLocation(row.location_id);
  return row;
}

const shiftId = uuid('Made by the till');
const staffId = Type.Optional(idOrNull);

/** Shifts are opened, counted and closed by tills alone: `deviceId` is that of the till that tells. */
export const shiftActions: readonly RegisteredAction[] = [
  action({
    name: 'tills.shift.open',
    version: '1.0.0',
    summary: 'Open a shift at a till, with the cash that is in the drawer',
    description: 'Idempotent by `shiftId`. Told by a till.',
    effect: 'write',
    undoneBy: 'tills.shift.close',
    permission: 'till.shift',
    route: 'PUT /tills/shifts/:shiftId',
    touches: 'inside',
    input: Type.Object(
      { shiftId, floatMinor: positiveAmountMinor('What is in the drawer'), openedAt: instant(), staffId },
      { additionalProperties: false },
    ),
    output: Shift,
    async run(ctx, { shiftId: id, floatMinor, openedAt, staffId: openedBy = null }) {
      const series = await requireTill(ctx);
      const location = await readLocation(ctx.tx, series.locationId);
      const made = await ctx.tx.run(
        `insert into tills.shift (org_id, shift_id, device_id, location_id, opened_at, opened_by, float_minor, currency)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
        [ctx.tx.orgId, id, series.deviceId, series.locationId, openedAt, openedBy, floatMinor, location.currency],
      );
      const row = await readShift(ctx, id);
      if (row.device_id !== series.deviceId || row.float_minor !== floatMinor)
        throw fault('conflict', 'SHIFT_STATE', 'A shift with this id was opened with other content.');
      if (made > 0)
        ctx.audit({ subjectId: id, locationId: series.locationId, after: { floatMinor, openedAt, openedBy } });
      return shiftOf(row);
    },
  }),
  action({
    name: 'tills.cash.move',
    version: '1.0.0',
    summary: 'Put cash into the drawer or take it out, with the reason',
    description:
      'Idempotent by `moveId`. Told by a till; a shift that is closed here takes it too, since facts come late.',
    effect: 'write',
    permission: 'till.shift',
    route: 'PUT /tills/shifts/:shiftId/cash/:moveId',
    touches: 'inside',
    input: Type.Object(
      {
        shiftId,
        moveId: uuid('Made by the till'),
        amountMinor: amountMinor('More than 0 into the drawer, less than 0 out of it'),
        reason: Type.String({ minLength: 1, maxLength: 200 }),
        at: instant(),
        staffId,
      },
      { additionalProperties: false },
    ),
    output: Shift,
    async run(ctx, { shiftId: id, moveId, amountMinor: amount, reason, at, staffId: by = null }) {
      await requireTill(ctx);
      await readShift(ctx, id);
      if (amount === 0)
        throw fault('unprocessable', 'INPUT_INVALID', 'An amount of 0 moves nothing.', [
          { pointer: '/amountMinor', detail: 'must not be 0' },
        ]);
      await ctx.tx.run(
        `insert into tills.cash_move (org_id, move_id, shift_id, amount_minor, reason, at, staff_id) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing`,
        [ctx.tx.orgId, moveId, id, amount, reason, at, by],
      );
      const row = await readShift(ctx, id);
      ctx.audit({ subjectId: id, locationId: row.location_id, after: { moveId, amountMinor: amount, reason } });
      return shiftOf(row);
    },
  }),
  action({
    name: 'tills.shift.close',
    version: '1.0.0',
    summary: 'Close a shift with what was counted in the drawer',
    description: 'Idempotent: closed again with the same count it is as it was. Told by a till.',
    effect: 'write',
    permission: 'till.shift',
    route: 'POST /tills/shifts/:shiftId/close',
    touches: 'inside',
    input: Type.Object(
      {
        shiftId,
        closedAt: instant(),
        countedMinor: positiveAmountMinor('What was counted'),
        expectedMinor: amountMinor('What should be there, as the till worked it out'),
        staffId,
      },
      { additionalProperties: false },
    ),
    output: Shift,
    async run(ctx, { shiftId: id, closedAt, countedMinor, expectedMinor, staffId: by = null }) {
      await requireTill(ctx);
      const before = await readShift(ctx, id);
      if (before.closed_at !== null && before.counted_minor !== countedMinor)
        throw fault('conflict', 'SHIFT_STATE', `The shift was closed with ${before.counted_minor} counted.`);
      if (before.closed_at !== null) return shiftOf(before);
      await ctx.tx.run(
        `update tills.shift set closed_at = $3, closed_by = $4, counted_minor = $5, expected_minor = $6 where org_id = $1 and shift_id = $2`,
        [ctx.tx.orgId, id, closedAt, by, countedMinor, expectedMinor],
      );
      ctx.audit({ subjectId: id, locationId: before.location_id, after: { closedAt, countedMinor, expectedMinor } });
      ctx.emit({
        type: 'tills.shift.closed',
        subjectId: null,
        locationId: before.location_id,
        occurredAt: closedAt,
        data: { shiftId: id, deviceId: before.device_id, countedMinor, expectedMinor, currency: before.currency },
      });
      return shiftOf(await readShift(ctx, id));
    },
  }),
  action({
    name: 'tills.shift.list',
    version: '1.0.0',
    summary: 'Shifts, newest first, with what was counted and what should have been there',
    effect: 'read',
    permission: 'till.read',
    route: 'GET /tills/shifts',
    touches: 'inside',
    input: Type.Object({ ...pageInput, locationId: Type.Optional(uuid()) }, { additionalProperties: false }),
    output: pageOf(Shift),
    async run({ tx, grant }, { cursor, limit = defaultLimit, locationId }) {
      const after = readCursor(cursor, 2);
      const rows = await tx.rows<ShiftRow & { sort: string }>(
        `select ${columns}, s.opened_at::text as sort from tills.shift s
         where s.org_id = $1 and ($2::uuid is null or s.location_id = $2) and ($3::uuid[] is null or s.location_id = any($3::uuid[]))
           and ($4::timestamptz is null or (s.opened_at, s.shift_id) < ($4, $5::uuid))
         order by s.opened_at desc, s.shift_id desc limit $6`,
        [tx.orgId, locationId ?? null, grant.locationIds, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
      );
      return pageFrom(rows, limit, (row) => [row.sort, row.shift_id], shiftOf);
    },
  }),
];

async function requireTill(ctx: ActionContext) {
  if (ctx.actor.kind !== 'device')
    throw fault('forbidden', 'DEVICE_NEEDED', 'Shifts are opened and closed at tills: this is told by a device alone.');
  return readSeries(ctx.tx, ctx.actor.id);
}
