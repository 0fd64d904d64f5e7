import type { Database, Tx } from './postgres.ts';

export type Origin = 'live' | 'late' | 'import' | 'replay';

/** A fact to append to the event log. `occurredAt` is when it says it happened. */
export type NewEvent = {
  readonly type: string;
  readonly version?: number;
  readonly subjectId: string | null;
  readonly locationId: string | null;
  readonly occurredAt: string;
  readonly origin?: Origin;
  /** Who did it, where one transaction serves several callers. */
  readonly actor?: string;
  readonly traceId?: string;
  readonly data: unknown;
};

/** Where a reader stands: (epoch, transaction, position), in that order. */
export type Cursor = { readonly epoch: number; readonly xid: string; readonly position: number };

export type StoredEvent = Cursor & {
  readonly orgId: string;
  readonly type: string;
  readonly version: number;
  readonly subjectId: string | null;
  readonly locationId: string | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly origin: Origin;
  readonly actor: string;
  readonly traceId: string | null;
  readonly data: unknown;
};

export const logStart: Cursor = { epoch: 0, xid: '0', position: 0 };

/** Appends events in the caller's transaction, in one statement. */
export async function appendEvents(
  tx: Tx,
  by: { actor: string; traceId: string | null },
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const documents = events.map((event) => ({
    type: event.type,
    version: event.version ?? 1,
    subject_id: event.subjectId,
    location_id: event.locationId,
    occurred_at: event.occurredAt,
    origin: event.origin ?? 'live',
    actor: event.actor ?? by.actor,
    trace_id: event.traceId ?? by.traceId,
    data: event.data,
  }));
  await tx.run(
    `insert into platform.event (org_id, epoch, type, version, subject_id, location_id, occurred_at, origin, actor, trace_id, data)
     select $1, (select number from platform.epoch), e.type, e.version, e.subject_id, e.location_id, e.occurred_at, e.origin, e.actor, e.trace_id, e.data
     from json_to_recordset($2) as e (type text, version smallint, subject_id uuid, location_id uuid, occurred_at timestamptz,
       origin text, actor text, trace_id text, data jsonb)`,
    [tx.orgId, JSON.stringify(documents)],
    'append-events',
  );
}

type EventRow = {
  org_id: string;
  epoch: number;
  xid: string;
  position: number;
  type: string;
  version: number;
  subject_id: string | null;
  location_id: string | null;
  occurred_at: string;
  recorded_at: string;
  origin: Origin;
  actor: string;
  trace_id: string | null;
  data: unknown;
};

/**
 * Reads the log of each organisation after its cursor, `atMost` a organisation, in log order. Never returns an event that another,
 * still running transaction could precede, so a reader that keeps its cursor misses nothing.
 */
export async function readEvents(
  database: Database,
  cursors: ReadonlyMap<string, Cursor>,
  atMost: number,
): Promise<StoredEvent[]> {
  if (cursors.size === 0) return [];
  return (await database.outside<EventRow>(afterCursors, placesOf(cursors, atMost))).map(eventOf);
}

/** The same for one organisation, within a transaction of it. */
export async function readEventsWithin(tx: Tx, cursor: Cursor, atMost: number): Promise<StoredEvent[]> {
  return (await tx.rows<EventRow>(afterCursors, placesOf(new Map([[tx.orgId, cursor]]), atMost))).map(eventOf);
}

/** Events of the past: those that happened from `from` to before `to`; null: of any type, at any location or none. */
export type PastEvents = {
  readonly from: Date;
  readonly to: Date;
  readonly types: readonly string[] | null;
  readonly locationIds: readonly string[] | null;
};

/**
 * Gives events in the order in which they happened, however late they became known, until `take` answers false. Sorted once and read through a
 * cursor: memory does not grow with their number. To be called in a transaction that only reads, which holds up no reader of the log.
 */
export async function readPast(
  tx: Tx,
  { from, to, types, locationIds }: PastEvents,
  atOnce: number,
  take: (events: readonly StoredEvent[]) => Promise<boolean>,
): Promise<void> {
  await tx.run('select platform.open_past($1, $2, $3, $4::text[], $5::uuid[])', [
    tx.orgId,
    from,
    to,
    types,
    locationIds,
  ]);
  for (let more = true; more;) {
    const rows = await tx.rows<EventRow>(`fetch ${atOnce} from past`);
    more = rows.length > 0 && (await take(rows.map(eventOf))) && rows.length === atOnce;
  }
  await tx.run('close past');
}

/** How far back the latest of a type are looked for. */
const lookedThrough = 5_000;

/** The latest events of an organisation, newest first, of one type or any; those too far back are not found. */
export async function readLatestEvents(tx: Tx, type: string | undefined, atMost: number): Promise<StoredEvent[]> {
  const rows = await tx.rows<EventRow>(
    `select latest.* from (
       select e.org_id, e.epoch, e.xid::text as xid, e.position, e.type, e.version, e.subject_id, e.location_id, e.occurred_at,
         e.recorded_at, e.origin, e.actor, e.trace_id, e.data
       from platform.event e where e.org_id = $1 order by e.epoch desc, e.xid desc, e.position desc limit ${lookedThrough}
     ) latest
     where $2::text is null or latest.type = $2 limit $3`,
    [tx.orgId, type ?? null, atMost],
  );
  return rows.map(eventOf);
}

const afterCursors = 'select * from platform.events_after($1, $2, $3, $4, $5)';

function placesOf(cursors: ReadonlyMap<string, Cursor>, atMost: number) {
  const places = [...cursors.values()];
  return [
    [...cursors.keys()],
    places.map((c) => c.epoch),
    places.map((c) => c.xid),
    places.map((c) => c.position),
    atMost,
  ];
}

function eventOf(row: EventRow): StoredEvent {
  return {
    orgId: row.org_id,
    epoch: row.epoch,
    xid: row.xid,
    position: row.position,
    type: row.type,
    version: row.version,
    subjectId: row.subject_id,
    locationId: row.location_id,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    origin: row.origin,
    actor: row.actor,
    traceId: row.trace_id,
    data: row.data,
  };
}

/** A cursor before every event of transactions that start from now on, and after all that ended: where a live reader begins. */
export async function currentCursor(database: Database): Promise<Cursor> {
  const [row] = await database.outside<{ epoch: number; xid: string }>(
    'select (select number from platform.epoch) as epoch, pg_snapshot_xmin(pg_current_snapshot())::text as xid',
  );
  if (row === undefined) throw new Error('the event log has no epoch');
  return { epoch: row.epoch, xid: row.xid, position: 0 };
}

/** How many transactions lie between the oldest that runs, up to which readers see, and the newest: a long write anywhere holds readers up. */
export async function watermarkLag(database: Database): Promise<number> {
  const [row] = await database.outside<{ lag: number }>(
    `select (pg_snapshot_xmax(s)::text::bigint - pg_snapshot_xmin(s)::text::bigint) as lag from pg_current_snapshot() s`,
  );
  return row?.lag ?? 0;
}

/** The event as CloudEvents 1.0 has it, in JSON. */
export function cloudEventOf(event: StoredEvent) {
  return {
    specversion: '1.0',
    id: formatCursor(event),
    source: '/barrow',
    type: event.type,
    subject: event.subjectId,
    time: event.occurredAt,
    recordedat: event.recordedAt,
    location: event.locationId,
    origin: event.origin,
    dataversion: event.version,
    data: event.data,
  };
}

export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}-${cursor.xid}-${cursor.position}`;
}

export function parseCursor(text: string): Cursor | undefined {
  const match = /^(\d{1,9})-(\d{1,19})-(\d{1,15})$/.exec(text);
  if (match === null) return undefined;
  return { epoch: Number(match[1]), xid: match[2]!, position: Number(match[3]) };
}

export function isAfter(a: Cursor, b: Cursor): boolean {
  if (a.epoch !== b.epoch) return a.epoch > b.epoch;
  if (a.xid !== b.xid) return BigInt(a.xid) > BigInt(b.xid);
  return a.position > b.position;
}
