import { setTimeout as sleep } from 'node:timers/promises';
import { refusal, success } from '@barrow/kernel';
import type { Egress } from '../../platform/egress.ts';
import { createGatherer } from '../../platform/gatherer.ts';
import type { Database, Tx } from '../../platform/postgres.ts';
import { connectionFor, readConnections, type Connection } from './connections.ts';

/** What an address may do now: by which connection, after how long; undefined when no connection allows it. */
type Turn = { readonly connection: Connection; readonly known: readonly Connection[]; readonly waitMs: number };
/**
 * The egress for organisations' automation: only hosts that their connections allow, redirects included, and no faster than they say,
 * over all processes. A call whose turn comes after its time limit is refused as `timeout` without being made.
 */
export function createGuard(database: Database, egress: Egress): (orgId: string) => Omit<Egress, 'close'> {
  // Turns are taken together for all that ask at the same time, so that their row is not fought for.
  const turnFor = createGatherer<string, Turn | undefined>((orgId, urls) =>
    database.transaction(orgId, (tx) => takeTurns(tx, urls)),
  );

  /** Waits for the turn of a call; refused when no connection allows it, or its turn comes too late. */
  async function takeTurn(orgId: string, url: string, timeoutMs?: number) {
    const turn = await turnFor(orgId, url);
    if (turn === undefined) {
      const host = URL.parse(url)?.host ?? url.slice(0, 100);
      return refusal('address-not-allowed' as const, {
        message: `No connection allows ${host}: save one with PUT /connections`,
      });
    }
    if (timeoutMs !== undefined && turn.waitMs >= timeoutMs)
      return refusal('timeout' as const, { message: `The rate of the connection ${turn.connection.name} is used up` });
    if (turn.waitMs > 0) await sleep(turn.waitMs);
    return success(turn);
  }

  return (orgId) => ({
    async fetchGuarded(url, init = {}) {
      const { timeoutMs } = init;
      const turn = await takeTurn(orgId, url, timeoutMs);
      if (!turn.ok) return turn;
      const { known, waitMs } = turn.value;
      return egress.fetchGuarded(url, {
        ...init,
        ...(timeoutMs === undefined ? {} : { timeoutMs: timeoutMs - waitMs }),
        mayVisit: (address) => connectionFor(known, address.href) !== undefined,
      });
    },
    async addressOf(url) {
      const turn = await takeTurn(orgId, url);
      return turn.ok ? egress.addressOf(url) : turn;
    },
  });
}

/** A turn for each address (generic cell rate algorithm). A second's worth of turns may be taken at once. */
async function takeTurns(tx: Tx, urls: readonly string[]): Promise<(Turn | undefined)[]> {
  const known = await readConnections(tx);
  const wanted = urls.map((url) => connectionFor(known, url));
  const counts = new Map<string, number>();
  for (const connection of wanted)
    if (connection !== undefined) counts.set(connection.name, (counts.get(connection.name) ?? 0) + 1);
  if (counts.size === 0) return wanted.map(() => undefined);
  // A crash of the database may forget some turns; waiting for the disk at each would be worse.
  const [, rows] = await Promise.all([
    tx.run('set local synchronous_commit = off'),
    tx.rows<{ name: string; wait_ms: number }>(
      `update connections.connection c
       set next_turn_at = greatest(c.next_turn_at, clock_timestamp() - interval '1 second') + k.count * interval '1 second' / c.calls_per_s
       from (select name, count from unnest($2::text[], $3::integer[]) as k (name, count) order by name) k
       where c.org_id = $1 and c.name = k.name
       returning c.name, (extract(epoch from (c.next_turn_at - k.count * interval '1 second' / c.calls_per_s - clock_timestamp())) * 1000)::double precision as wait_ms`,
      [tx.orgId, [...counts.keys()], [...counts.values()]],
    ),
  ]);
  const nextMs = new Map(rows.map((row) => [row.name, row.wait_ms]));
  return wanted.map((connection) => {
    if (connection === undefined) return undefined;
    const waitMs = nextMs.get(connection.name) ?? 0;
    nextMs.set(connection.name, waitMs + 1_000 / connection.callsPerS);
    return { connection, known, waitMs: Math.max(0, Math.ceil(waitMs)) };
  });
}
