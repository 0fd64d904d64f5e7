import { createHash } from 'node:crypto';
import { uuidV8 } from '@barrow/kernel';
import { newId } from '../../platform/clock.ts';
import {
  cloudEventOf,
  formatCursor,
  readEventsWithin,
  type Cursor,
  type StoredEvent,
} from '../../platform/event-log.ts';
import type { Tx } from '../../platform/postgres.ts';
import { hearEvents, lookBack } from './hear-events.ts';
import { startLater, type RunOrder, type VaryRuns } from './start-runs.ts';
import type { EventTrigger } from './triggers.ts';

export type Reading = {
  readonly events: number;
  readonly isFull: boolean;
  readonly cursor: Cursor;
  readonly due: boolean;
};

export type ReaderDeps = {
  /** Enabled event triggers of the organisation, compiled; `version` changes with any of them. */
  readonly triggersOf: (tx: Tx, version: number) => Promise<readonly EventTrigger[]>;
  readonly vary: VaryRuns;
  readonly nowMs: () => number;
};

/**
 * Reads the next events of an organisation: each starts the runs whose triggers it matches and goes to the listeners that wait for it.
 * The cursor moves in the same transaction, so every event is taken in once. Undefined when another process is reading, or nobody ever
 * listened.
 */
export async function readOn(tx: Tx, deps: ReaderDeps, atMost: number): Promise<Reading | undefined> {
  const place = await tx.row<{ epoch: number; xid: string; position: number; triggers_version: number }>(
    `select epoch, xid::text as xid, position, triggers_version from flows.reader where org_id = $1 for update skip locked`,
    [tx.orgId],
    'flows-lock-reader',
  );
  if (place === undefined) return undefined;
  const lookedBack = await lookBack(tx, place);
  const events = await readEventsWithin(tx, place, atMost);
  const last = events.at(-1);
  if (last === undefined) return { events: 0, isFull: false, cursor: place, due: lookedBack > 0 };
  const triggers = await deps.triggersOf(tx, place.triggers_version);
  const started = await startLater(tx, deps.vary, await matches(tx, triggers, events), deps.nowMs());
  const heard = await hearEvents(tx, events);
  await tx.run(
    'update flows.reader set epoch = $2, xid = $3::xid8, position = $4 where org_id = $1',
    [tx.orgId, last.epoch, last.xid, last.position],
    'flows-move-reader',
  );
  return {
    events: events.length,
    isFull: events.length === atMost,
    cursor: last,
    due: started + heard + lookedBack > 0,
  };
}

/** Passes over the next event, which cannot be taken in, and keeps it for people to see. */
export async function passOver(tx: Tx, reason: string): Promise<void> {
  const place = await tx.row<{ epoch: number; xid: string; position: number }>(
    'select epoch, xid::text as xid, position from flows.reader where org_id = $1 for update',
    [tx.orgId],
  );
  if (place === undefined) return;
  const [event] = await readEventsWithin(tx, place, 1);
  if (event === undefined) return;
  await poison(tx, 'reading', event, reason);
  await tx.run('update flows.reader set epoch = $2, xid = $3::xid8, position = $4 where org_id = $1', [
    tx.orgId,
    event.epoch,
    event.xid,
    event.position,
  ]);
}

async function matches(tx: Tx, triggers: readonly EventTrigger[], events: readonly StoredEvent[]): Promise<RunOrder[]> {
  const byType = Map.groupBy(
    triggers.flatMap((trigger) => trigger.types.map((type) => ({ type, trigger }))),
    ({ type }) => type,
  );
  const anyType = triggers.filter((trigger) => trigger.types.length === 0);
  const orders: RunOrder[] = [];
  for (const event of events) {
    for (const trigger of [...(byType.get(event.type) ?? []).map((one) => one.trigger), ...anyType]) {
      if (!trigger.origins.includes(event.origin) || !trigger.isSince(event) || !trigger.concerns(event)) continue;
      try {
        const cloudEvent = cloudEventOf(event);
        if (trigger.matches(cloudEvent)) orders.push(trigger.order(cloudEvent, runOf(trigger.triggerId, event), event));
      } catch (error) {
        await poison(tx, `trigger ${trigger.triggerId}`, event, String(error));
      }
    }
  }
  return orders;
}

/** The run that an event starts by a trigger: always the same, so that there is one. */
function runOf(triggerId: string, event: StoredEvent): string {
  return uuidV8(createHash('sha256').update(triggerId).update(' ').update(formatCursor(event)).digest());
}

export async function poison(tx: Tx, forWhat: string, event: StoredEvent, reason: string): Promise<void> {
  await tx.run(
    `insert into flows.poisoned (org_id, poisoned_id, for_what, event, reason) values ($1, $2, $3, $4, $5)`,
    [tx.orgId, newId(), forWhat, JSON.stringify(cloudEventOf(event)), reason.slice(0, 500)],
  );
}
