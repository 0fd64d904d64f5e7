import type { RegisteredAction } from '../../platform/action.ts';
import type { Database, Tx } from '../../platform/postgres.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Catalogue } from '../catalogue/index.ts';
import { captureActions } from './capture-actions.ts';
import { captureSales, type Captured, type Push } from './capture.ts';
import { createGatherer } from './gather.ts';
import { readActions } from './read-actions.ts';
import { slowMoverAction } from './slow-movers.ts';
import { sweepVoids } from './sweep-voids.ts';

export type { Captured, Push } from './capture.ts';
export { readDemand, readMeanDemand, readSoldByDay, type DayRange, type ItemDemand } from './demand.ts';

export type Sales = {
  readonly actions: readonly RegisteredAction[];
  /** Captures in the caller's transaction: for imports and the demo, which bring their own. */
  capture(tx: Tx, pushes: readonly Push[]): Promise<Captured[][]>;
  /** Captures together with what others push at the same moment, in a transaction of its own. */
  readonly push: (push: Push) => Promise<Captured[]>;
  /** Posts voids that met their sale at the very moment of its commit. */
  readonly sweepVoids: () => Promise<number>;
};

export type SalesDeps = {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly nowMs: () => number;
  readonly onCommit: () => void;
  readonly metrics: Metrics;
};

export function createSales({ database, catalogue, nowMs, onCommit, metrics }: SalesDeps): Sales {
  const capture = (tx: Tx, pushes: readonly Push[]): Promise<Captured[][]> =>
    captureSales(tx, catalogue, pushes, nowMs());
  const gatherer = createGatherer(database, capture, onCommit);
  const counted = async (push: Push): Promise<Captured[]> => {
    const results = await gatherer.add(push);
    for (const { status } of results) metrics.salesCaptured.inc({ outcome: status });
    return results;
  };
  return {
    actions: [...captureActions(counted), ...readActions, slowMoverAction],
    capture,
    push: counted,
    sweepVoids: () => sweepVoids(database, onCommit),
  };
}
