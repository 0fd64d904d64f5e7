import type { Logger } from '../../platform/logger.ts';
import { readEvents, type Cursor } from '../../platform/event-log.ts';
import type { Database } from '../../platform/postgres.ts';
import { passOver, readOn, type ReaderDeps } from './event-reader.ts';

/** Events taken in in one transaction. */
const mostEvents = 500;
/** How long events are gathered after a commit of this process. */
const gatherMs = 4;
/** Backstop: events of other processes, and those that a running transaction held back. */
const pollMs = 50;

export type FeedDeps = ReaderDeps & {
  readonly database: Database;
  readonly log: Logger;
  readonly works: boolean;
  /** Runs of this organisation are due. */
  readonly onDue: (orgId: string) => void;
};

export type Feed = { readonly wake: () => void; readonly stop: () => Promise<void> };

/** Follows the event log for triggers and listeners. One process reads for an organisation at a time; which one does not matter. */
export function createFeed(deps: FeedDeps): Feed {
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  async function look(): Promise<void> {
    do {
      again = false;
      const rows = await deps.database.outside<{
        org_id: string;
        epoch: number;
        xid: string;
        position: number;
        fresh: boolean;
      }>('select org_id, epoch, xid, position, fresh from flows.readers()');
      const cursors = new Map(rows.map((row): [string, Cursor] => [row.org_id, row]));
      const news = new Set((await readEvents(deps.database, cursors, 1)).map((event) => event.orgId));
      for (const row of rows) if (row.fresh) news.add(row.org_id);
      for (const orgId of news) await readOrganisation(orgId);
    } while (again && !stopped);
  }

  async function readOrganisation(orgId: string): Promise<void> {
    let oneByOne = false;
    while (!stopped) {
      const atMost = oneByOne ? 1 : mostEvents;
      try {
        const reading = await deps.database.transaction(orgId, (tx) => readOn(tx, deps, atMost));
        if (reading?.due === true) deps.onDue(orgId);
        if (reading === undefined || !reading.isFull) return;
      } catch (error) {
        deps.log.warn({ error: String(error) }, 'taking in events failed');
        // One by one until the one that fails is found; it is kept for people to see and stops nobody.
        if (oneByOne) await deps.database.transaction(orgId, (tx) => passOver(tx, String(error)));
        oneByOne = !oneByOne;
      }
    }
  }

  function start(): void {
    if (!deps.works || stopped) return;
    if (reading !== undefined) {
      again = true;
      return;
    }
    reading = look()
      .catch((error: unknown) => deps.log.warn({ error: String(error) }, 'following the event log failed'))
      .finally(() => {
        reading = undefined;
      });
  }

  const poll = setInterval(start, pollMs);
  poll.unref();
  return {
    wake() {
      timer ??= setTimeout(() => {
        timer = undefined;
        start();
      }, gatherMs);
    },
    async stop() {
      stopped = true;
      clearInterval(poll);
      clearTimeout(timer);
      await reading;
    },
  };
}
