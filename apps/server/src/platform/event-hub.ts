import { randomUUID } from 'node:crypto';
import type { Logger } from './logger.ts';
import type { Database } from './postgres.ts';
import { currentCursor, isAfter, readEvents, type Cursor, type StoredEvent } from './event-log.ts';

/** Receives events of one organisation in log order, each once. */
export type Subscriber = { readonly orgId: string; readonly receive: (events: readonly StoredEvent[]) => void };

export type EventHub = {
  /** Where the log stands: a subscription from here hears everything whose transaction ends after the answer was asked for. */
  now(): Promise<Cursor>;
  /** Delivers what is committed from now on, or everything after `from`, without a gap. Answers how to end it. */
  subscribe(subscriber: Subscriber, from?: Cursor): Promise<() => void>;
  /** Tells this process and the others that there are new events. Never slows the committer: at most one NOTIFY every 10 ms. */
  readonly announce: () => void;
  close(): Promise<void>;
  readonly subscribers: () => number;
};

const channel = 'barrow_events';
const notifyEveryMs = 10;
const gatherMs = 4;
/** Backstop: events whose transaction ended after the last wake-up, or whose announcement was lost. */
const pollMs = 100;
const batchSize = 1_000;
const reconnectMs = 500;

type Attached = { readonly subscriber: Subscriber; cursor: Cursor; pending: StoredEvent[] | undefined };

export function createEventHub(database: Database, log: Logger): EventHub {
  const self = randomUUID();
  const attached = new Map<string, Set<Attached>>();
  const cursors = new Map<string, Cursor>();
  let notifyTimer: NodeJS.Timeout | undefined;
  let wakeTimer: NodeJS.Timeout | undefined;
  let reading = false;
  let again = false;
  let closed = false;
  let listener: ReturnType<Database['listener']> | undefined;

  function deliver(one: Attached, events: readonly StoredEvent[]): void {
    const [first] = events;
    // In log order: when the first is new, all are.
    const isAllNew = first !== undefined && isAfter(first, one.cursor);
    const fresh = isAllNew ? events : events.filter((event) => isAfter(event, one.cursor));
    const last = fresh.at(-1);
    if (last === undefined) return;
    one.cursor = last;
    one.subscriber.receive(fresh);
  }

  async function read(): Promise<void> {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      do {
        again = false;
        const events = await readEvents(database, cursors, batchSize);
        const byOrg = Map.groupBy(events, (event) => event.orgId);
        for (const [orgId, batch] of byOrg) {
          const last = batch.at(-1);
          if (last !== undefined && cursors.has(orgId)) cursors.set(orgId, last);
          for (const one of attached.get(orgId) ?? []) {
            if (one.pending === undefined) deliver(one, batch);
            else one.pending.push(...batch);
          }
          if (batch.length === batchSize) again = true;
        }
      } while (again && !closed);
    } catch (error) {
      log.warn({ error: String(error) }, 'reading the event log failed; trying again');
    } finally {
      reading = false;
    }
  }

  function wake(): void {
    if (wakeTimer !== undefined || closed || cursors.size === 0) return;
    wakeTimer = setTimeout(() => {
      wakeTimer = undefined;
      void read();
    }, gatherMs);
  }

  async function listen(): Promise<void> {
    if (closed) return;
    const client = database.listener();
    listener = client;
    client.on('notification', (message) => {
      if (message.payload?.startsWith(self) !== true) wake();
    });
    let lost = false;
    const onLost = (): void => {
      if (lost) return;
      lost = true;
      client.removeAllListeners('notification');
      client.end().catch(() => undefined);
      if (!closed) setTimeout(() => void listen(), reconnectMs).unref();
    };
    client.on('error', onLost);
    client.on('end', onLost);
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch {
      onLost();
    }
  }

  const poll = setInterval(wake, pollMs);
  poll.unref();
  void listen();

  return {
    now: () => currentCursor(database),
    async subscribe(subscriber, from) {
      const { orgId } = subscriber;
      const now = await currentCursor(database);
      // Another subscriber may have come meanwhile: moving its cursor forward would skip what it has not heard.
      if (!cursors.has(orgId)) cursors.set(orgId, now);
      const one: Attached = { subscriber, cursor: from ?? now, pending: [] };
      const group = attached.get(orgId) ?? new Set();
      attached.set(orgId, group.add(one));
      const detach = (): void => {
        group.delete(one);
        if (group.size > 0 || attached.get(orgId) !== group) return;
        attached.delete(orgId);
        cursors.delete(orgId);
      };
      try {
        for (let full = true; full;) {
          const events = await readEvents(database, new Map([[orgId, one.cursor]]), batchSize);
          deliver(one, events);
          full = events.length === batchSize;
        }
      } catch (error) {
        detach();
        throw error;
      }
      const waiting = one.pending ?? [];
      one.pending = undefined;
      deliver(one, waiting);
      return detach;
    },
    announce() {
      wake();
      notifyTimer ??= setTimeout(() => {
        notifyTimer = undefined;
        if (!closed) database.outside('select pg_notify($1, $2)', [channel, self]).catch(() => undefined);
      }, notifyEveryMs);
    },
    async close() {
      closed = true;
      clearInterval(poll);
      clearTimeout(notifyTimer);
      clearTimeout(wakeTimer);
      await listener?.end().catch(() => undefined);
    },
    subscribers: () => [...attached.values()].reduce((sum, group) => sum + group.size, 0),
  };
}
