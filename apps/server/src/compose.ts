import { createPool, createDatabase } from './platform/postgres.ts';
import type { House } from './house.ts';
import type { Config } from './platform/config.ts';
import { systemClock, type Clock } from './platform/clock.ts';
import { createSealer } from './platform/crypto.ts';
import { createEgress } from './platform/egress.ts';
import { createEventHub } from './platform/event-hub.ts';
import { watermarkLag } from './platform/event-log.ts';
import type { Logger } from './platform/logger.ts';
import { createMailer, type Mailer } from './platform/mail.ts';
import { createMetrics } from './platform/metrics.ts';
import { apiPrefix } from './platform/http/rest.ts';
import { createRegistry, type Registry } from './platform/registry.ts';
import { auditActions } from './modules/audit/index.ts';
import { createConnections } from './modules/connections/index.ts';
import { createCatalogue } from './modules/catalogue/index.ts';
import { backtestActions } from './modules/backtest/index.ts';
import { createFlows, flowMachine } from './modules/flows/index.ts';
import { createIdentity, organisationOf } from './modules/identity/index.ts';
import { createMail } from './modules/mail/index.ts';
import { networkActions, timeZonesOf } from './modules/network/index.ts';
import { createNoticeDispatch, notificationActions } from './modules/notifications/index.ts';
import { createGovernance, mustBeReviewed } from './modules/governance/index.ts';
import { createPlaybooks } from './modules/playbooks/index.ts';
import { createPlanning } from './modules/planning/index.ts';
import { createSales } from './modules/sales/index.ts';
import { stockActions, sweepReservations } from './modules/stock/index.ts';
import { createSupply } from './modules/supply/index.ts';
import { createTaskActions, sweepTasks } from './modules/tasks/index.ts';
import { createTills } from './modules/tills/index.ts';
import { tellAssignees } from './tell-assignees.ts';
import { demoActions } from './demo/load/actions.ts';
import { sweepDemoDeletion } from './demo/load/sweep-deletion.ts';
import { createSweeper } from './platform/sweeper.ts';
import { sweepIdempotency } from './platform/sweep-idempotency.ts';

export type { House } from './house.ts';

export type HouseOptions = {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly secret: string;
  /** The address people use. */
  readonly baseUrl: string;
  readonly log: Logger;
  readonly clock?: Clock;
};

/** Builds the modules from their adapters: the only place that knows them all. */
export function createHouse({ config, databaseUrl, secret, baseUrl, log, clock = systemClock }: HouseOptions): House {
  const metrics = createMetrics();
  const database = createDatabase({ url: databaseUrl, size: config.BARROW_POOL, role: 'barrow_app', log });
  const signInPool = createPool({
    url: databaseUrl,
    size: 4,
    role: 'barrow_auth',
    searchPath: 'auth',
    dates: true,
    log,
  });
  const hub = createEventHub(database, log);
  const { nowMs } = clock;
  /** Events were committed: listeners and triggers are told. */
  const onCommit = (): void => {
    hub.announce();
    flows.eventsCommitted();
  };
  const mailer =
    config.BARROW_SMTP_URL === undefined
      ? undefined
      : createMailer({ smtpUrl: config.BARROW_SMTP_URL, from: config.BARROW_MAIL_FROM });
  const identity = createIdentity({
    database,
    nowMs,
    pool: signInPool,
    secret,
    baseUrl,
    log,
    ...(mailer === undefined ? {} : { sendMail: async (mail) => sendOrComplain(mailer, mail, log) }),
  });
  const catalogue = createCatalogue(nowMs);
  const sales = createSales({ database, catalogue, nowMs, onCommit, metrics });
  const egress = createEgress({
    allowPrivate: config.BARROW_EGRESS_ALLOW.split(',').filter((entry) => entry.trim() !== ''),
  });
  const mail = createMail({ database, sealer: createSealer(secret, 'mail'), egress, fallback: mailer });
  const supply = createSupply({
    database,
    sealer: createSealer(secret, 'suppliers'),
    egress,
    mailerOf: mail.mailerOf,
    nowMs,
    onCommit,
    log,
    apiUrl: (config.BARROW_URL ?? `http://${config.BARROW_HOST}:${config.BARROW_PORT}`).replace(/\/+$/, '') + apiPrefix,
    organisationName: async (tx) => (await organisationOf(tx)).name,
  });
  const planning = createPlanning({
    database,
    nowMs,
    onCommit,
    log,
    placeDrafts: (ctx, orderIds) => supply.placeDrafts(ctx, orderIds),
  });
  const connections = createConnections(createSealer(secret, 'connections'));
  const notices = createNoticeDispatch({ database, connections, mailerOf: mail.mailerOf, egress, nowMs, log });
  const flows = createFlows({
    database,
    machine: flowMachine,
    registry: () => registry,
    connections,
    egress,
    timeZones: async (tx, codes) => {
      const [organisation, locations] = await Promise.all([organisationOf(tx), timeZonesOf(tx, codes)]);
      return { organisation: organisation.timeZone, locations };
    },
    mustBeReviewed,
    nowMs,
    onCommit,
    works: config.BARROW_WORKFLOWS,
    retentionDays: config.BARROW_WORKFLOW_RETENTION_DAYS,
    organisations: () => identity.organisations(),
    log,
    metrics,
  });
  const tills = createTills({
    database,
    secret,
    nowMs,
    registry: () => registry,
    capture: sales.push,
    organisations: () => identity.organisations(),
  });
  const governance = createGovernance({ ...flows, database, registry: () => registry, nowMs });
  const registry: Registry = createRegistry({ database, clock, onCommit }, [
    ...identity.actions,
    ...networkActions,
    ...catalogue.actions,
    ...sales.actions,
    ...tills.actions,
    ...stockActions,
    ...supply.actions,
    ...planning.actions,
    ...createTaskActions((tx, ended) => flows.questionEnded(tx, ended)),
    ...connections.actions,
    ...notificationActions,
    ...flows.actions,
    ...governance.actions,
    ...backtestActions({ registry: () => registry, database }),
    ...createPlaybooks({ publish: flows.publish, retire: flows.retire }),
    ...mail.actions,
    ...auditActions,
    ...demoActions,
  ]);
  const sweeper = createSweeper(log, [
    { name: 'reservations', everyMs: 1_000, sweep: () => sweepReservations(database) },
    { name: 'voids', everyMs: 2_000, sweep: sales.sweepVoids },
    { name: 'order dispatch', everyMs: 1_000, sweep: supply.sweepDispatches },
    { name: 'late orders', everyMs: 60_000, sweep: supply.sweepLateOrders },
    ...flows.sweeps,
    ...governance.sweeps,
    ...tills.sweeps,
    { name: 'notices', everyMs: 500, sweep: notices.sweep },
    { name: 'tasks', everyMs: 1_000, sweep: () => sweepTasks(database, tellAssignees, onCommit) },
    { name: 'planning', everyMs: 5_000, sweep: planning.sweep },
    { name: 'demo deletion', everyMs: 3_000, sweep: () => sweepDemoDeletion(database, databaseUrl, log) },
    {
      name: 'idempotency keys',
      everyMs: 3_600_000,
      sweep: async () =>
        sweepIdempotency(
          database,
          (await identity.organisations()).map((one) => one.orgId),
        ),
    },
  ]);
  metrics.watch('barrow_event_listeners', 'Open event streams', hub.subscribers);
  metrics.watch(
    'barrow_database_waiting',
    'Requests that wait for a database connection',
    () => database.pool.waitingCount,
  );
  metrics.watch('barrow_event_watermark_lag', 'Transactions by which event readers are behind the newest', () =>
    watermarkLag(database),
  );
  return {
    database,
    hub,
    registry,
    identity,
    sales,
    tills,
    metrics,
    clock,
    async close() {
      await flows.stop();
      await planning.stop();
      await sweeper.stop();
      await egress.close();
      await notices.idle();
      await supply.idle();
      await hub.close();
      await signInPool.end();
      await database.close();
    },
  };
}

/** Sends a mail of sign-in. Whoever asked is told nothing of a failure, which would tell whether an address is known; the log is. */
async function sendOrComplain(
  mailer: Mailer,
  mail: { to: string; subject: string; text: string },
  log: Logger,
): Promise<void> {
  const outcome = await mailer.send({ ...mail, to: [mail.to] });
  if (!outcome.ok)
    log.warn({ reason: outcome.reason, detail: outcome.detail.message }, 'a mail of sign-in was not sent');
}
