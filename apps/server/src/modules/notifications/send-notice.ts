import { createHash } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { roles, text, uuid } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { channelName, readChannels } from './channels.ts';
import { afterQuietHours } from './quiet-hours.ts';

const Channels = Type.Array(channelName, { maxItems: 20 });
const Roles = Type.Array(Type.Enum([...roles]), { maxItems: 8 });

export const NewNotice = Type.Object(
  {
    id: uuid('Sent again with the same id and content, nothing is sent twice'),
    severity: Type.Optional(Type.Enum(['info', 'warning', 'urgent'])),
    title: Type.String({ minLength: 1, maxLength: 200 }),
    body: Type.Optional(text(5000)),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    locationId: Type.Optional(uuid()),
    roles: Type.Optional(Roles),
    channels: Type.Optional(Channels),
    escalation: Type.Optional(
      Type.Array(
        Type.Object(
          {
            afterMinutes: Type.Integer({ minimum: 1, maximum: 100_000 }),
            channels: Type.Optional(Channels),
            roles: Type.Optional(Roles),
          },
          { additionalProperties: false },
        ),
        { maxItems: 5, description: 'What is done when nobody has acknowledged it by then' },
      ),
    ),
  },
  { additionalProperties: false },
);
export type NewNotice = Static<typeof NewNotice>;

/** What a delivery without a channel has in its place: it shows the notice to more roles in the console. */
export const inConsole = '';

/**
 * Stores a notice with everything that is to be sent for it and when; answers whether it is new. Throws CHANNEL_UNKNOWN, and
 * NOTICE_CONFLICT for the same id with other content.
 */
export async function sendNotice(tx: Tx, notice: NewNotice, by: string, nowMs: number): Promise<boolean> {
  const hash = createHash('sha256').update(JSON.stringify(notice)).digest();
  const severity = notice.severity ?? 'info';
  const inserted = await tx.run(
    `insert into notifications.notice (org_id, notice_id, content_hash, severity, title, body, details, location_id, roles, raised_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
    [
      tx.orgId,
      notice.id,
      hash,
      severity,
      notice.title,
      notice.body ?? '',
      JSON.stringify(notice.details ?? {}),
      notice.locationId ?? null,
      notice.roles ?? [],
      by,
    ],
  );
  if (inserted === 0) {
    const earlier = await tx.row<{ content_hash: Buffer }>(
      'select content_hash from notifications.notice where org_id = $1 and notice_id = $2',
      [tx.orgId, notice.id],
    );
    if (earlier?.content_hash.equals(hash) === true) return false;
    throw fault('conflict', 'NOTICE_CONFLICT', `A notice ${notice.id} was sent with other content. Use a new id.`);
  }
  await storeDeliveries(tx, notice, severity, nowMs);
  return true;
}

async function storeDeliveries(tx: Tx, notice: NewNotice, severity: string, nowMs: number): Promise<void> {
  const known = new Map((await readChannels(tx)).map((channel) => [channel.name, channel]));
  const steps = [{ afterMinutes: 0, channels: notice.channels, roles: undefined }, ...(notice.escalation ?? [])];
  const rows = steps.flatMap(({ afterMinutes, channels = [], roles: more = [] }, step) => {
    const atMs = nowMs + afterMinutes * 60_000;
    const sent = [...new Set(channels)].map((name) => {
      const channel = known.get(name);
      if (channel === undefined) throw fault('unprocessable', 'CHANNEL_UNKNOWN', `There is no channel ${name}.`);
      const dueMs = severity === 'urgent' ? atMs : afterQuietHours(atMs, channel.quietHours ?? null);
      return { step, channel: name, roles: null, due_at: new Date(dueMs).toISOString() };
    });
    const shown =
      more.length === 0 ? [] : [{ step, channel: inConsole, roles: more, due_at: new Date(atMs).toISOString() }];
    return [...sent, ...shown];
  });
  await tx.run(
    `insert into notifications.delivery (org_id, notice_id, step, channel, roles, due_at)
     select $1, $2, d.step, d.channel, d.roles, d.due_at
     from json_to_recordset($3) as d (step smallint, channel text, roles text[], due_at timestamptz)`,
    [tx.orgId, notice.id, JSON.stringify(rows)],
  );
}
