import { AppError } from '@barrow/kernel';
import { isLostConnection, type Database, type Tx } from '../../platform/postgres.ts';
import type { Captured, Push } from './capture.ts';
import { toAppError } from '../../platform/http/problem.ts';

/** How long a push waits for others of its organisation to share a transaction with. */
const gatherMs = 2;
/** The most sales in one transaction: keeps it well below the time limit, and others' wait for its locks short. */
const mostSales = 600;

type Waiting = {
  readonly push: Push;
  readonly resolve: (results: Captured[]) => void;
  readonly reject: (error: unknown) => void;
};
type Lane = { waiting: Waiting[]; busy: number; timer: NodeJS.Timeout | undefined };

/**
 * Transactions of one organisation at a time in this process: one commits and waits for the disk while the next is prepared and sent.
 * More would only wait for each other's balances.
 */
const lanesAtOnce = 2;

const smallPush = 5;
const isSmall = ({ push }: Waiting): boolean => push.sales.length <= smallPush;

export type Gatherer = { add(push: Push): Promise<Captured[]> };

/**
 * Gathers concurrent pushes of an organisation and commits them together. When a transaction fails for a reason in its data it is
 * halved and tried again, so that one bad sale never costs another. A push is answered after its sales are committed.
 */
export function createGatherer(
  database: Database,
  capture: (tx: Tx, pushes: readonly Push[]) => Promise<Captured[][]>,
  onCommit: () => void,
): Gatherer {
  const lanes = new Map<string, Lane>();

  async function commit(orgId: string, pushes: readonly Push[]): Promise<Captured[][]> {
    try {
      const results = await database.transaction(orgId, (tx) => capture(tx, pushes));
      onCommit();
      return results;
    } catch (error) {
      if (isLostConnection(error) || (error instanceof AppError && error.retryable)) throw error;
      return halve(orgId, pushes, error);
    }
  }

  async function halve(orgId: string, pushes: readonly Push[], error: unknown): Promise<Captured[][]> {
    const only = pushes.length === 1 ? pushes[0] : undefined;
    if (only === undefined) {
      const middle = pushes.length >> 1;
      return [...(await commit(orgId, pushes.slice(0, middle))), ...(await commit(orgId, pushes.slice(middle)))];
    }
    const lone = only.sales.length === 1 ? only.sales[0] : undefined;
    if (lone !== undefined) return [[{ status: 'rejected', id: lone.id, error: toAppError(error) }]];
    const middle = only.sales.length >> 1;
    const [left = []] = await commit(orgId, [{ ...only, sales: only.sales.slice(0, middle) }]);
    const [right = []] = await commit(orgId, [{ ...only, sales: only.sales.slice(middle) }]);
    return [[...left, ...right]];
  }

  /** What happens now goes before what waited for days: small pushes first, in their order, then as much of the large as has room. */
  function take(lane: Lane): Waiting[] {
    const ordered = [...lane.waiting.filter(isSmall), ...lane.waiting.filter((one) => !isSmall(one))];
    let sales = 0;
    const taken = new Set<Waiting>();
    for (const one of ordered) {
      if (taken.size > 0 && sales + one.push.sales.length > mostSales) break;
      sales += one.push.sales.length;
      taken.add(one);
    }
    lane.waiting = lane.waiting.filter((one) => !taken.has(one));
    return ordered.slice(0, taken.size);
  }

  async function work(orgId: string, lane: Lane): Promise<void> {
    lane.busy += 1;
    try {
      while (lane.waiting.length > 0) {
        const batch = take(lane);
        try {
          const results = await commit(
            orgId,
            batch.map((one) => one.push),
          );
          batch.forEach((one, index) => one.resolve(results[index] ?? []));
        } catch (error) {
          for (const one of batch) one.reject(error);
        }
      }
    } finally {
      lane.busy -= 1;
      if (lane.busy === 0 && lane.waiting.length === 0) lanes.delete(orgId);
    }
  }

  return {
    add(push) {
      const { orgId } = push.caller.grant;
      let lane = lanes.get(orgId);
      if (lane === undefined) lanes.set(orgId, (lane = { waiting: [], busy: 0, timer: undefined }));
      const current = lane;
      return new Promise((resolve, reject) => {
        current.waiting.push({ push, resolve, reject });
        if (current.timer !== undefined || current.busy >= lanesAtOnce) return;
        current.timer = setTimeout(() => {
          current.timer = undefined;
          void work(orgId, current);
        }, gatherMs);
      });
    },
  };
}
