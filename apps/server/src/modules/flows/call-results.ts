import type { Tx } from '../../platform/postgres.ts';
import { callsThere, endCalls, putOffCalls, type LeasedCall } from './calls.ts';
import { deliverTo } from './inbox.ts';

/** What an attempt came to: its run goes on with `data`, or the call is made again after a pause, or is a dead letter (`pauseMs` null). */
export type AttemptResult = {
  readonly call: LeasedCall;
  readonly data?: object;
  readonly putOff?: { readonly reason: string; readonly pauseMs: number | null };
};

const placeOf = ({ runId, key }: { readonly runId: string; readonly key: string }): string => `${runId} ${key}`;

/**
 * Stores what attempts came to, in a few statements for all, and gives it to their runs together with the end of the lease. Under an
 * older lease than the newest it does not count. What comes for a call that is over, or not wanted any more, goes to the run all the
 * same, which notes that it came too late.
 */
export async function storeResults(tx: Tx, results: readonly AttemptResult[]): Promise<void> {
  const [ended, putOff] = await Promise.all([
    endCalls(
      tx,
      results.flatMap((one) => (one.putOff === undefined ? [one.call] : [])),
    ),
    putOffCalls(
      tx,
      results.flatMap(({ call, putOff: off }) => (off === undefined ? [] : [{ call, ...off }])),
    ),
  ]);
  const counts = new Set([...ended, ...putOff].map(placeOf));
  const answers = results.filter((one) => one.data !== undefined);
  const others = answers.filter(({ call }) => !counts.has(placeOf(call)));
  const there = new Set(
    (
      await callsThere(
        tx,
        others.map(({ call }) => call),
      )
    ).map(placeOf),
  );
  await deliverTo(
    tx,
    answers
      .filter(({ call }) => counts.has(placeOf(call)) || !there.has(placeOf(call)))
      .map(({ call, data }) => ({ runId: call.runId, kind: 'result' as const, key: call.key, data })),
  );
}
