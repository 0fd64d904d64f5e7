import { Type } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { actorText } from '../../platform/registry.ts';
import { Channel, channelName, readChannels, saveChannel } from './channels.ts';
import { NewNotice, sendNotice } from './send-notice.ts';

const Notice = Type.Object({
  noticeId: uuid(),
  severity: Type.String(),
  title: Type.String(),
  body: Type.String(),
  details: Type.Unknown(),
  locationId: Type.Union([uuid(), Type.Null()]),
  raisedAt: instant(),
  acknowledgedAt: Type.Union([instant(), Type.Null()]),
  acknowledgedBy: Type.Union([Type.String(), Type.Null()]),
});

type NoticeRow = {
  notice_id: string;
  severity: string;
  title: string;
  body: string;
  details: unknown;
  location_id: string | null;
  raised_at: string;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  sort: string;
};
const columns =
  'notice_id, severity, title, body, details, location_id, raised_at, acknowledged_at, acknowledged_by, raised_at::text as sort';

function noticeOf(row: NoticeRow) {
  return {
    noticeId: row.notice_id,
    severity: row.severity,
    title: row.title,
    body: row.body,
    details: row.details,
    locationId: row.location_id,
    raisedAt: row.raised_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
  };
}

/** $2: the role, $3: the location scope. Owner and operations see every notice. */
const visible = `($2 in ('owner', 'operations') or cardinality(roles) = 0 or $2 = any(roles))
  and ($3::uuid[] is null or location_id = any($3::uuid[]))`;

export const notificationActions: readonly RegisteredAction[] = [
  action({
    name: 'notifications.channel.save',
    version: '1.0.0',
    summary: 'Say where notices are sent: mail addresses or a webhook, and the quiet hours',
    effect: 'write',
    undoneBy: 'notifications.channel.delete',
    permission: 'notification.manage',
    route: 'PUT /notification-channels/:name',
    touches: 'all',
    input: Channel,
    output: Channel,
    async run(ctx, channel) {
      await saveChannel(ctx.tx, channel);
      ctx.audit({ subjectId: channel.name, after: channel });
      return channel;
    },
  }),
  action({
    name: 'notifications.channel.list',
    version: '1.0.0',
    summary: 'Where notices are sent',
    effect: 'read',
    permission: 'notification.manage',
    route: 'GET /notification-channels',
    touches: 'all',
    input: Type.Object({}, { additionalProperties: false }),
    output: Type.Object({ items: Type.Array(Channel) }),
    run: async ({ tx }) => ({ items: await readChannels(tx) }),
  }),
  action({
    name: 'notifications.channel.delete',
    version: '1.0.0',
    summary: 'Send notices by this channel no more',
    effect: 'write',
    permission: 'notification.manage',
    route: 'DELETE /notification-channels/:name',
    touches: 'all',
    input: Type.Object({ name: channelName }, { additionalProperties: false }),
    output: Type.Null(),
    async run(ctx, { name }) {
      const gone = await ctx.tx.run('delete from notifications.channel where org_id = $1 and name = $2', [
        ctx.tx.orgId,
        name,
      ]);
      if (gone === 0) throw fault('not-found', 'CHANNEL_UNKNOWN', `There is no channel ${name}.`);
      ctx.audit({ subjectId: name, after: null });
      return null;
    },
  }),
  action({
    name: 'notifications.notice.send',
    version: '1.0.0',
    summary: 'Tell people something: in the console and by channels, once each',
    effect: 'write',
    permission: 'notification.send',
    route: 'POST /notices',
    touches: ({ locationId }) => (locationId === undefined ? [] : [locationId]),
    input: NewNotice,
    output: Type.Object({ id: uuid(), status: Type.Enum(['stored', 'duplicate']) }),
    async run(ctx, notice) {
      const isNew = await sendNotice(ctx.tx, notice, ctx.actor.name, ctx.nowMs());
      const { id, title, locationId = null } = notice;
      ctx.audit({ subjectId: id, locationId, after: { title } });
      if (isNew) {
        ctx.emit({
          type: 'notifications.notice.sent',
          subjectId: id,
          locationId,
          occurredAt: new Date(ctx.nowMs()).toISOString(),
          data: { noticeId: id, title, severity: notice.severity ?? 'info', by: actorText(ctx.actor) },
        });
      }
      return { id, status: isNew ? ('stored' as const) : ('duplicate' as const) };
    },
  }),
  action({
    name: 'notifications.notice.list',
    version: '1.0.0',
    summary: 'Notices, newest first',
    effect: 'read',
    permission: 'notification.read',
    route: 'GET /notices',
    touches: 'inside',
    input: Type.Object(
      { ...pageInput, open: Type.Optional(Type.Boolean({ description: 'Only those nobody has acknowledged' })) },
      { additionalProperties: false },
    ),
    output: pageOf(Notice),
    async run({ tx, grant }, { cursor, limit = defaultLimit, open = false }) {
      const after = readCursor(cursor, 2);
      const rows = await tx.rows<NoticeRow>(
        `select ${columns} from notifications.notice
         where org_id = $1 and ${visible} and (not $4 or acknowledged_at is null)
           and ($5::timestamptz is null or (raised_at, notice_id) < ($5, $6::uuid))
         order by raised_at desc, notice_id desc limit $7`,
        [tx.orgId, grant.role, grant.locationIds, open, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
      );
      return pageFrom(rows, limit, (row) => [row.sort, row.notice_id], noticeOf);
    },
  }),
  action({
    name: 'notifications.notice.acknowledge',
    version: '1.0.0',
    summary: 'Say that somebody sees to it: it is not escalated any more',
    effect: 'write',
    permission: 'notification.read',
    route: 'POST /notices/:noticeId/acknowledge',
    touches: 'inside',
    input: Type.Object({ noticeId: uuid() }, { additionalProperties: false }),
    output: Notice,
    async run(ctx, { noticeId }) {
      const row = await ctx.tx.row<NoticeRow>(
        `update notifications.notice set acknowledged_at = coalesce(acknowledged_at, now()), acknowledged_by = coalesce(acknowledged_by, $5)
         where org_id = $1 and notice_id = $4 and ${visible} returning ${columns}`,
        [ctx.tx.orgId, ctx.grant.role, ctx.grant.locationIds, noticeId, ctx.actor.name],
      );
      if (row === undefined) throw fault('not-found', 'NOTICE_UNKNOWN', `There is no notice ${noticeId} for you.`);
      ctx.audit({ subjectId: noticeId, locationId: row.location_id, after: { acknowledged: true } });
      return noticeOf(row);
    },
  }),
];
