import { createLeaseKeeper, leaseMs } from '../../platform/lease-keeper.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Database, Tx } from '../../platform/postgres.ts';
import type { Connections } from '../connections/index.ts';
import { readChannels, type Channel } from './channels.ts';
import { deliver, type Delivered, type DeliverDeps, type Message } from './deliver.ts';
import { inConsole } from './send-notice.ts';

const timeoutMs = 20_000;
const mostAttempts = 10;
const firstPauseMs = 2_000;
const longestPauseMs = 15 * 60_000;
const atOnce = 16;

export type DispatchDeps = DeliverDeps & {
  readonly database: Database;
  readonly connections: Connections;
  readonly log: Logger;
};

type Due = { org_id: string; notice_id: string; step: number; channel: string };
type LeasedRow = {
  notice_id: string;
  step: number;
  channel: string;
  attempts: number;
  lease_generation: number;
  severity: string;
  title: string;
  body: string;
  details: unknown;
  location_id: string | null;
  raised_at: string;
};
type Leased = LeasedRow & {
  readonly orgId: string;
  readonly target: Channel | string;
  readonly secret: string | undefined;
};

/** Sends what is due: rows are leased, sent outside of any transaction, and their result counts under the newest lease only. */
export function createNoticeDispatch(deps: DispatchDeps): { sweep: () => Promise<number>; idle: () => Promise<void> } {
  const running = new Set<Promise<void>>();
  const keeper = createLeaseKeeper<Leased>({
    renew: (orgId, leases) => deps.database.transaction(orgId, (tx) => renew(tx, leases)),
    log: deps.log,
  });

  async function attempt(orgId: string, leased: Leased): Promise<void> {
    const key = `${leased.notice_id}.${leased.step}.${leased.channel}`;
    const message: Message = {
      key,
      noticeId: leased.notice_id,
      severity: leased.severity,
      title: leased.title,
      body: leased.body,
      details: leased.details,
      locationId: leased.location_id,
      raisedAt: leased.raised_at,
    };
    const result: Delivered =
      typeof leased.target === 'string'
        ? { outcome: 'failed', detail: leased.target }
        : await deliver(deps, orgId, leased.target, message, leased.secret, timeoutMs);
    await deps.database.transaction(orgId, (tx) => storeResult(tx, leased, result));
  }

  return {
    async sweep() {
      const room = atOnce - running.size;
      if (room <= 0) return 0;
      const due = await deps.database.outside<Due>(
        'select org_id, notice_id, step, channel from notifications.deliveries_due($1)',
        [room],
      );
      for (const [orgId, rows] of Map.groupBy(due, (row) => row.org_id)) {
        const leased = await deps.database.transaction(orgId, (tx) => lease(tx, deps.connections, rows));
        for (const one of leased) {
          const letGo = keeper.hold(one, performance.now() + timeoutMs + leaseMs);
          const run = attempt(orgId, one)
            .catch((error: unknown) =>
              deps.log.warn({ error: String(error) }, 'a notice was not sent; it is tried again'),
            )
            .finally(() => {
              letGo();
              running.delete(run);
            });
          running.add(run);
        }
      }
      return due.length;
    },
    async idle() {
      await Promise.all(running);
    },
  };
}

/** Leases what is still due. What somebody has acknowledged meanwhile is not sent any more; what is for the console is done here. */
async function lease(tx: Tx, connections: Connections, due: readonly Due[]): Promise<Leased[]> {
  const keys = [due.map((one) => one.notice_id), due.map((one) => one.step), due.map((one) => one.channel)];
  const rows = await tx.rows<LeasedRow & { status: string }>(
    `with mine as (
       select d.notice_id, d.step, d.channel from notifications.delivery d
       join unnest($2::uuid[], $3::smallint[], $4::text[]) as k (notice_id, step, channel) using (notice_id, step, channel)
       where d.org_id = $1 and d.status in ('due', 'leased') and d.due_at <= now()
       order by d.notice_id, d.step, d.channel for update of d skip locked
     )
     update notifications.delivery d
     set status = case when d.step > 0 and n.acknowledged_at is not null then 'not-needed' when d.channel = $5 then 'delivered' else 'leased' end,
       attempts = d.attempts + 1, lease_generation = d.lease_generation + 1, due_at = now() + $6 * interval '1 millisecond'
     from mine, notifications.notice n
     where d.org_id = $1 and d.notice_id = mine.notice_id and d.step = mine.step and d.channel = mine.channel
       and n.org_id = $1 and n.notice_id = d.notice_id
     returning d.notice_id, d.step, d.channel, d.status, d.attempts, d.lease_generation, n.severity, n.title, n.body, n.details, n.location_id, n.raised_at`,
    [tx.orgId, ...keys, inConsole, leaseMs],
  );
  await showToMore(
    tx,
    rows.filter((row) => row.status === 'delivered'),
  );
  const toSend = rows.filter((row) => row.status === 'leased');
  if (toSend.length === 0) return [];
  const channels = new Map((await readChannels(tx)).map((channel) => [channel.name, channel]));
  const used = toSend.flatMap((row) => channels.get(row.channel) ?? []);
  const secrets = await connections.openSecrets(
    tx,
    used.flatMap((channel) => channel.secretName ?? []),
  );
  const { allowed } = await connections.allowedAmong(
    tx,
    used.flatMap((channel) => channel.url ?? []),
  );
  return toSend.map((row) => {
    const channel = channels.get(row.channel);
    const target =
      channel === undefined
        ? 'The channel was deleted'
        : channel.url !== undefined && !allowed.has(channel.url)
          ? 'No connection allows the host of the channel'
          : channel;
    return {
      ...row,
      orgId: tx.orgId,
      target,
      secret: channel?.secretName === undefined ? undefined : secrets[channel.secretName],
    };
  });
}

async function showToMore(tx: Tx, rows: readonly LeasedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `update notifications.notice n set roles = array(select distinct r from unnest(n.roles || d.roles) r)
     from notifications.delivery d join unnest($2::uuid[], $3::smallint[]) as k (notice_id, step) using (notice_id, step)
     where n.org_id = $1 and d.org_id = $1 and d.channel = $4 and n.notice_id = d.notice_id`,
    [tx.orgId, rows.map((row) => row.notice_id), rows.map((row) => row.step), inConsole],
  );
}

async function storeResult(tx: Tx, leased: Leased, { outcome, detail }: Delivered): Promise<void> {
  const again = outcome === 'retry' && leased.attempts < mostAttempts;
  const status = outcome === 'delivered' ? 'delivered' : again ? 'due' : 'failed';
  const pauseMs = again ? Math.min(longestPauseMs, firstPauseMs * 2 ** (leased.attempts - 1)) : 0;
  await tx.run(
    `update notifications.delivery set status = $6, last_result = $7, due_at = now() + $8 * interval '1 millisecond'
     where org_id = $1 and notice_id = $2 and step = $3 and channel = $4 and lease_generation = $5 and status = 'leased'`,
    [tx.orgId, leased.notice_id, leased.step, leased.channel, leased.lease_generation, status, detail, pauseMs],
  );
}

async function renew(tx: Tx, leases: readonly Leased[]): Promise<void> {
  await tx.run(
    `update notifications.delivery d set due_at = now() + $6 * interval '1 millisecond'
     from unnest($2::uuid[], $3::smallint[], $4::text[], $5::integer[]) as k (notice_id, step, channel, generation)
     where d.org_id = $1 and d.notice_id = k.notice_id and d.step = k.step and d.channel = k.channel
       and d.lease_generation = k.generation and d.status = 'leased'`,
    [
      tx.orgId,
      leases.map((one) => one.notice_id),
      leases.map((one) => one.step),
      leases.map((one) => one.channel),
      leases.map((one) => one.lease_generation),
      leaseMs,
    ],
  );
}
