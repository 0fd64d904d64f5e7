import type { Identity } from './modules/identity/index.ts';
import type { Sales } from './modules/sales/index.ts';
import type { Tills } from './modules/tills/index.ts';
import type { Clock } from './platform/clock.ts';
import type { EventHub } from './platform/event-hub.ts';
import type { Metrics } from './platform/metrics.ts';
import type { Database } from './platform/postgres.ts';
import type { Registry } from './platform/registry.ts';

/** The modules of one server process, built by `compose.ts`. */
export type House = {
  readonly database: Database;
  readonly hub: EventHub;
  readonly registry: Registry;
  readonly identity: Identity;
  readonly sales: Sales;
  readonly tills: Tills;
  readonly metrics: Metrics;
  readonly clock: Clock;
  close(): Promise<void>;
};
