import { Type } from 'typebox';
import { DeviceHealth, DeviceStanding, instant, name, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { newId } from '../../platform/clock.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { readLocation } from '../network/index.ts';
import { hashCode, newCode } from './enrolment-code.ts';

const codeMinutes = 30;

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const Device = Type.Object({
  deviceId: uuid(),
  locationId: uuid(),
  name: name(),
  code: Type.String({ description: 'What its receipts begin with' }),
  standing: DeviceStanding,
  standingWhy: textOrNull,
  enrolledAt: instant(),
  enrolledBy: Type.String(),
  endedAt: Type.Union([instant(), Type.Null()]),
  endedBy: textOrNull,
  seenAt: Type.Union([instant(), Type.Null()]),
  high: Type.Integer({ description: 'Facts of it that are here' }),
  lastReceipt: Type.Integer(),
  health: DeviceHealth,
  open: Type.Integer({ description: 'Facts that were refused or kept, and nobody has seen to' }),
  anomalies: Type.Integer(),
});
type DeviceRow = {
  device_id: string;
  location_id: string;
  name: string;
  code: string;
  standing: 'active' | 'quarantined' | 'revoked';
  standing_why: string | null;
  enrolled_at: string;
  enrolled_by: string;
  ended_at: string | null;
  ended_by: string | null;
  seen_at: string | null;
  high: number;
  last_receipt: number;
  health: object;
  open: number;
  anomalies: number;
};
const columns = `d.device_id, d.location_id, d.name, d.code, d.standing, d.standing_why, d.enrolled_at, d.enrolled_by, d.ended_at, d.ended_by,
  d.seen_at, d.high, d.last_receipt, d.health,
  (select count(*)::integer from tills.fact f where f.org_id = d.org_id and f.series_id = d.series_id and f.status <> 'stored' and f.settled_at is null) as open,
  (select count(*)::integer from tills.anomaly a where a.org_id = d.org_id and a.device_id = d.device_id) as anomalies`;

function deviceOf(row: DeviceRow) {
  return {
    deviceId: row.device_id,
    locationId: row.location_id,
    name: row.name,
    code: row.code,
    standing: row.standing,
    standingWhy: row.standing_why,
    enrolledAt: row.enrolled_at,
    enrolledBy: row.enrolled_by,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    seenAt: row.seen_at,
    high: row.high,
    lastReceipt: row.last_receipt,
    health: row.health,
    open: row.open,
    anomalies: row.anomalies,
  };
}

async function readDevice(ctx: ActionContext, deviceId: string): Promise<DeviceRow> {
  const row = await ctx.tx.row<DeviceRow>(
    `select ${columns} from tills.device d where d.org_id = $1 and d.device_id = $2`,
    [ctx.tx.orgId, deviceId],
  );
  if (row === undefined) throw fault('not-found', 'DEVICE_UNKNOWN', `There is no device ${deviceId}.`);
  ctx.requireLocation(row.location_id);
  return row;
}

async function lockDevice(tx: Tx, deviceId: string): Promise<void> {
  await tx.run('select from tills.device where org_id = $1 and device_id = $2 for update', [tx.orgId, deviceId]);
}

export const deviceActions: readonly RegisteredAction[] = [
  action({
    name: 'tills.enrolment.make',
    version: '1.0.0',
    summary: `Make a code by which one device becomes a till of a location, within ${codeMinutes} minutes`,
    effect: 'write',
    undoneBy: 'tills.device.revoke',
    permission: 'till.manage',
    route: 'POST /tills/enrolments',
    touches: ({ locationId }) => [locationId],
    secretOutput: true,
    input: Type.Object({ locationId: uuid(), deviceName: name(80) }, { additionalProperties: false }),
    output: Type.Object({ code: Type.String(), expiresAt: instant() }),
    async run(ctx, { locationId, deviceName }) {
      await readLocation(ctx.tx, locationId);
      const [code, enrolmentId] = [newCode(), newId()];
      const expiresAt = new Date(ctx.nowMs() + codeMinutes * 60_000).toISOString();
      await ctx.tx.run(
        `insert into tills.enrolment (org_id, enrolment_id, location_id, device_name, code_hash, expires_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [ctx.tx.orgId, enrolmentId, locationId, deviceName, hashCode(code), expiresAt, ctx.actor.name],
      );
      ctx.audit({ subjectId: enrolmentId, locationId, after: { deviceName, expiresAt } });
      return { code, expiresAt };
    },
  }),
  action({
    name: 'tills.device.list',
    version: '1.0.0',
    summary: 'Tills: where they are, when they were heard last, what they have not sent, and how they stand',
    effect: 'read',
    permission: 'till.read',
    route: 'GET /tills/devices',
    touches: 'inside',
    input: Type.Object({ locationId: Type.Optional(uuid()) }, { additionalProperties: false }),
    output: Type.Object({ items: Type.Array(Device) }),
    async run({ tx, grant }, { locationId }) {
      const rows = await tx.rows<DeviceRow>(
        `select ${columns} from tills.device d where d.org_id = $1 and ($2::uuid is null or d.location_id = $2)
           and ($3::uuid[] is null or d.location_id = any($3::uuid[]))
         order by d.standing = 'revoked', d.code limit 5000`,
        [tx.orgId, locationId ?? null, grant.locationIds],
      );
      return { items: rows.map(deviceOf) };
    },
  }),
  action({
    name: 'tills.device.rename',
    version: '1.0.0',
    summary: 'Give a till another name',
    effect: 'write',
    permission: 'till.manage',
    route: 'PATCH /tills/devices/:deviceId',
    touches: 'inside',
    input: Type.Object({ deviceId: uuid(), name: name(80) }, { additionalProperties: false }),
    output: Device,
    async run(ctx, { deviceId, name: newName }) {
      const before = await readDevice(ctx, deviceId);
      await ctx.tx.run('update tills.device set name = $3 where org_id = $1 and device_id = $2', [
        ctx.tx.orgId,
        deviceId,
        newName,
      ]);
      ctx.audit({
        subjectId: deviceId,
        locationId: before.location_id,
        before: { name: before.name },
        after: { name: newName },
      });
      return deviceOf(await readDevice(ctx, deviceId));
    },
  }),
  action({
    name: 'tills.device.revoke',
    version: '1.0.0',
    summary:
      'Take a till out of use: it reads nothing from now on, and what it still sends is kept until somebody lets it',
    effect: 'write',
    permission: 'till.manage',
    route: 'POST /tills/devices/:deviceId/revoke',
    touches: 'inside',
    input: Type.Object(
      { deviceId: uuid(), why: Type.String({ minLength: 1, maxLength: 500 }) },
      { additionalProperties: false },
    ),
    output: Device,
    async run(ctx, { deviceId, why }) {
      await lockDevice(ctx.tx, deviceId);
      const before = await readDevice(ctx, deviceId);
      if (before.standing === 'revoked') return deviceOf(before);
      await ctx.tx.run(
        `update tills.device set standing = 'revoked', standing_why = $3, ended_at = now(), ended_by = $4 where org_id = $1 and device_id = $2`,
        [ctx.tx.orgId, deviceId, why, ctx.actor.name],
      );
      ctx.audit({
        subjectId: deviceId,
        locationId: before.location_id,
        before: { standing: before.standing },
        after: { standing: 'revoked', why },
      });
      ctx.emit({
        type: 'tills.device.revoked',
        subjectId: null,
        locationId: before.location_id,
        occurredAt: new Date(ctx.nowMs()).toISOString(),
        data: { deviceId, name: before.name, why, by: ctx.actor.name },
      });
      return deviceOf(await readDevice(ctx, deviceId));
    },
  }),
  action({
    name: 'tills.device.trust',
    version: '1.0.0',
    summary: 'Believe a quarantined till again, once it is known why two contents came under one number',
    effect: 'write',
    undoneBy: 'tills.device.revoke',
    permission: 'till.manage',
    route: 'POST /tills/devices/:deviceId/trust',
    touches: 'inside',
    input: Type.Object(
      { deviceId: uuid(), why: Type.String({ minLength: 1, maxLength: 500 }) },
      { additionalProperties: false },
    ),
    output: Device,
    async run(ctx, { deviceId, why }) {
      await lockDevice(ctx.tx, deviceId);
      const before = await readDevice(ctx, deviceId);
      if (before.standing === 'revoked')
        throw fault('conflict', 'DEVICE_REVOKED', 'A revoked till stays so: enrol the device again.');
      await ctx.tx.run(
        `update tills.device set standing = 'active', standing_why = null where org_id = $1 and device_id = $2`,
        [ctx.tx.orgId, deviceId],
      );
      ctx.audit({
        subjectId: deviceId,
        locationId: before.location_id,
        before: { standing: before.standing, why: before.standing_why },
        after: { standing: 'active', why },
      });
      return deviceOf(await readDevice(ctx, deviceId));
    },
  }),
];
