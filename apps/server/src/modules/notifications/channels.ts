import { Type, type Static } from 'typebox';
import { isTimeZone } from '@barrow/kernel';
import { timeZone } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import { isMailAddress } from '../../platform/mail.ts';
import type { Tx } from '../../platform/postgres.ts';

const minutesOfDay = Type.Integer({ minimum: 0, maximum: 1439 });
export const channelName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$', maxLength: 64 });

export const Channel = Type.Object(
  {
    name: channelName,
    kind: Type.Enum(['email', 'webhook']),
    emails: Type.Optional(Type.Array(Type.String({ maxLength: 254 }), { maxItems: 50 })),
    url: Type.Optional(Type.String({ maxLength: 2000, description: 'A connection must allow its host' })),
    secretName: Type.Optional(
      Type.String({ maxLength: 64, description: 'A stored secret `whsec_...`: webhooks are signed with it' }),
    ),
    quietHours: Type.Optional(
      Type.Object(
        { fromMinutes: minutesOfDay, toMinutes: minutesOfDay, timeZone: timeZone() },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Channel = Static<typeof Channel>;

type ChannelRow = {
  name: string;
  kind: Channel['kind'];
  emails: string[];
  url: string | null;
  secret_name: string | null;
  quiet_from_minutes: number | null;
  quiet_to_minutes: number | null;
  time_zone: string;
};

export async function readChannels(tx: Tx): Promise<Channel[]> {
  const rows = await tx.rows<ChannelRow>(
    `select name, kind, emails, url, secret_name, quiet_from_minutes, quiet_to_minutes, time_zone from notifications.channel
     where org_id = $1 order by name`,
    [tx.orgId],
  );
  return rows.map((row) => ({
    name: row.name,
    kind: row.kind,
    ...(row.kind === 'email' ? { emails: row.emails } : {}),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.secret_name === null ? {} : { secretName: row.secret_name }),
    ...(row.quiet_from_minutes === null || row.quiet_to_minutes === null
      ? {}
      : {
          quietHours: { fromMinutes: row.quiet_from_minutes, toMinutes: row.quiet_to_minutes, timeZone: row.time_zone },
        }),
  }));
}

/** Stores a channel. Throws INPUT_INVALID when it contradicts itself. */
export async function saveChannel(tx: Tx, channel: Channel): Promise<void> {
  const wrong = contradiction(channel);
  if (wrong !== undefined) throw fault('invalid', 'INPUT_INVALID', `${wrong.pointer} ${wrong.detail}.`, [wrong]);
  await tx.run(
    `insert into notifications.channel (org_id, name, kind, emails, url, secret_name, quiet_from_minutes, quiet_to_minutes, time_zone)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (org_id, name) do update set kind = excluded.kind, emails = excluded.emails, url = excluded.url,
       secret_name = excluded.secret_name, quiet_from_minutes = excluded.quiet_from_minutes, quiet_to_minutes = excluded.quiet_to_minutes,
       time_zone = excluded.time_zone, changed_at = now()`,
    [
      tx.orgId,
      channel.name,
      channel.kind,
      channel.emails ?? [],
      channel.url ?? null,
      channel.secretName ?? null,
      channel.quietHours?.fromMinutes ?? null,
      channel.quietHours?.toMinutes ?? null,
      channel.quietHours?.timeZone ?? 'UTC',
    ],
  );
}

function contradiction(channel: Channel): { pointer: string; detail: string } | undefined {
  const { kind, emails = [], url, quietHours } = channel;
  if (kind === 'email' && emails.length === 0) return { pointer: '/emails', detail: 'must name an address' };
  const bad = emails.findIndex((address) => !isMailAddress(address));
  if (bad >= 0) return { pointer: `/emails/${bad}`, detail: 'is no mail address' };
  if (kind === 'webhook' && (url === undefined || !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))) {
    return { pointer: '/url', detail: 'must be an http or https URL' };
  }
  if (quietHours !== undefined && !isTimeZone(quietHours.timeZone)) {
    return { pointer: '/quietHours/timeZone', detail: 'must be an IANA time zone, such as Europe/Berlin' };
  }
  return undefined;
}
