import { isAfter, type Cursor } from './event-log.ts';

/**
 * Where something begins to hear the log. `snapshot`, as PostgreSQL writes it (`xmin:xmax:running,...`), tells which transactions had
 * committed then: what they said is past, though it may stand behind the cursor. Null: the cursor says all.
 */
export type Beginning = Cursor & { readonly snapshot: string | null };

/** Whether an event came after a beginning. */
export function sinceOf(beginning: Beginning): (event: Cursor) => boolean {
  const had = beginning.snapshot === null ? undefined : committedIn(beginning.snapshot);
  return (event) =>
    isAfter(event, beginning) &&
    // Transactions are counted anew in each epoch, so a snapshot tells of its own only.
    !(had !== undefined && event.epoch === beginning.epoch && had(BigInt(event.xid)));
}

function committedIn(snapshot: string): (xid: bigint) => boolean {
  const [xmin = '', xmax = '', running = ''] = snapshot.split(':');
  const first = BigInt(xmin);
  const next = BigInt(xmax);
  const under = new Set(running === '' ? [] : running.split(',').map(BigInt));
  return (xid) => xid < first || (xid < next && !under.has(xid));
}
