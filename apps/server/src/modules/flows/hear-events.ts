import { sinceOf, type Beginning } from '../../platform/beginning.ts';
import { cloudEventOf, isAfter, readEventsWithin, type Cursor, type StoredEvent } from '../../platform/event-log.ts';
import type { Tx } from '../../platform/postgres.ts';
import type { RoughFilter } from './machine.ts';
import { isRoughly } from './rough-filter.ts';
import { deliverTo } from './inbox.ts';

type ListenerRow = { run_id: string; key: string; task: string; types: string[]; filter: readonly RoughFilter[] };
type Heard = { readonly listener: ListenerRow; readonly event: StoredEvent };

/** Events looked through for a new listener in one transaction. */
const mostBack = 2_000;

/** Gives events to the listeners that wait for them; answers how many went to one. A listener whose filter fails hears nothing. */
export async function hearEvents(tx: Tx, events: readonly StoredEvent[]): Promise<number> {
  const types = [...new Set(events.map((event) => event.type))];
  const listeners = await tx.rows<ListenerRow>(
    `select run_id, key, task, types, filter from flows.listener
     where org_id = $1 and looked_back and (types && $2::text[] or types = '{}')`,
    [tx.orgId, types],
  );
  const heard = listeners.flatMap((listener) => heardBy(listener, events));
  const since = await beginningsOf(tx, [...new Set(heard.map(({ listener }) => listener.run_id))]);
  return give(
    tx,
    heard.filter(({ listener, event }) => since.get(listener.run_id)?.(event) === true),
  );
}

/** For runs, whether an event came after they began. */
async function beginningsOf(tx: Tx, runIds: readonly string[]): Promise<Map<string, (event: Cursor) => boolean>> {
  if (runIds.length === 0) return new Map();
  const rows = await tx.rows<{ run_id: string } & BeginningRow>(
    `select run_id, from_epoch, from_xid::text as from_xid, from_position, from_snapshot::text as from_snapshot
     from flows.run where org_id = $1 and run_id = any($2::uuid[])`,
    [tx.orgId, runIds],
  );
  return new Map(rows.map((row) => [row.run_id, sinceOf(beginningOf(row))]));
}

type BeginningRow = { from_epoch: number; from_xid: string; from_position: number; from_snapshot: string | null };

function beginningOf(row: BeginningRow): Beginning {
  return { epoch: row.from_epoch, xid: row.from_xid, position: row.from_position, snapshot: row.from_snapshot };
}

/**
 * Looks through what came between the beginning of a run and `until` for listeners that were armed since: an event may come before
 * anybody listens for it. Answers how many went to one.
 */
export async function lookBack(tx: Tx, until: Cursor): Promise<number> {
  const fresh = await tx.rows<ListenerRow & BeginningRow>(
    `select l.run_id, l.key, l.task, l.types, l.filter, r.from_epoch, r.from_xid::text as from_xid, r.from_position,
       r.from_snapshot::text as from_snapshot
     from flows.listener l join flows.run r on r.org_id = l.org_id and r.run_id = l.run_id
     where l.org_id = $1 and not l.looked_back order by r.from_epoch, r.from_xid, r.from_position limit 200`,
    [tx.orgId],
  );
  const [earliest] = fresh;
  if (earliest === undefined) return 0;
  const heard: Heard[] = [];
  const since = new Map(fresh.map((listener) => [listener.run_id, sinceOf(beginningOf(listener))]));
  let cursor: Cursor = beginningOf(earliest);
  for (let more = true; more;) {
    const events = (await readEventsWithin(tx, cursor, mostBack)).filter((event) => !isAfter(event, until));
    for (const listener of fresh) {
      const isSince = since.get(listener.run_id) ?? (() => false);
      heard.push(...heardBy(listener, events.filter(isSince)));
    }
    const last = events.at(-1);
    more = events.length === mostBack && last !== undefined;
    if (last !== undefined) cursor = last;
  }
  const count = await give(tx, heard);
  await tx.run(
    `update flows.listener l set looked_back = true from unnest($2::uuid[], $3::text[]) as k (run_id, key)
     where l.org_id = $1 and l.run_id = k.run_id and l.key = k.key`,
    [tx.orgId, fresh.map((one) => one.run_id), fresh.map((one) => one.key)],
  );
  return count;
}

function heardBy(listener: ListenerRow, events: readonly StoredEvent[]): Heard[] {
  const wanted = listener.types.length === 0 ? events : events.filter((event) => listener.types.includes(event.type));
  const { filter } = listener;
  return wanted.filter((event) => isRoughly(filter, cloudEventOf(event))).map((event) => ({ listener, event }));
}

/** Lets tasks hear events another time that they did not take: they came while no visit of the task wanted them. */
export async function unhear(
  tx: Tx,
  unheard: readonly { readonly runId: string; readonly task: string; readonly eventId: string }[],
): Promise<void> {
  if (unheard.length === 0) return;
  await tx.run(
    `delete from flows.heard h using json_to_recordset($2) as u (run_id uuid, task text, event_id text)
     where h.org_id = $1 and h.run_id = u.run_id and h.task = u.task and h.epoch || '-' || h.xid || '-' || h.position = u.event_id`,
    [tx.orgId, JSON.stringify(unheard.map(({ runId, task, eventId }) => ({ run_id: runId, task, event_id: eventId })))],
  );
}

/** Each event once for each task of a run, also when it listens again. */
async function give(tx: Tx, heard: readonly Heard[]): Promise<number> {
  if (heard.length === 0) return 0;
  const rows = await tx.rows<{ run_id: string; task: string; epoch: number; xid: string; position: number }>(
    `insert into flows.heard (org_id, run_id, task, epoch, xid, position)
     select $1, h.run_id, h.task, h.epoch, h.xid::xid8, h.position
     from json_to_recordset($2) as h (run_id uuid, task text, epoch integer, xid text, position bigint)
     on conflict do nothing returning run_id, task, epoch, xid::text as xid, position`,
    [
      tx.orgId,
      JSON.stringify(
        heard.map(({ listener, event }) => ({
          run_id: listener.run_id,
          task: listener.task,
          epoch: event.epoch,
          xid: event.xid,
          position: event.position,
        })),
      ),
    ],
  );
  const fresh = new Set(rows.map((row) => `${row.run_id} ${row.task} ${row.epoch} ${row.xid} ${row.position}`));
  const given = heard.filter(({ listener, event }) =>
    fresh.has(`${listener.run_id} ${listener.task} ${event.epoch} ${event.xid} ${event.position}`),
  );
  await deliverTo(
    tx,
    given.map(({ listener, event }) => ({
      runId: listener.run_id,
      kind: 'event' as const,
      key: listener.key,
      data: { event: cloudEventOf(event), task: listener.task },
    })),
  );
  return given.length;
}
