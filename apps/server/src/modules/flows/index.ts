import { randomUUID } from 'node:crypto';
import type { ActionContext, RegisteredAction } from '../../platform/action.ts';
import type { Egress } from '../../platform/egress.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Database, Tx } from '../../platform/postgres.ts';
import type { Registry } from '../../platform/registry.ts';
import type { Sweep } from '../../platform/sweeper.ts';
import { createGuard, type Connections } from '../connections/index.ts';
import { accessActions } from './access-actions.ts';
import { guardWorkflows } from './access-guard.ts';
import { flowAccess } from './access-table.ts';
import { createPerformer } from './call-performer.ts';
import { countDeaths } from './claims.ts';
import { createFetchDocument } from './fetch-for-publication.ts';
import { stopActions } from './stop-actions.ts';
import { sweepStops } from './stops.ts';
import { deadLetterActions } from './dead-letter-actions.ts';
import { createDefinitionCache } from './definition-cache.ts';
import { definitionActions } from './definition-actions.ts';
import { createEngine } from './engine.ts';
import { figuresActions } from './figures-actions.ts';
import { createFeed } from './event-feed.ts';
import { createVaryRuns } from './vary-runs.ts';
import { createTriggerCache } from './trigger-cache.ts';
import { createFlowMetrics } from './flow-metrics.ts';
import { performFunction } from './perform-function.ts';
import { deliverTo } from './inbox.ts';
import type { Machine } from './machine.ts';
import { createMakeCall } from './make-call.ts';
import { judgeDefinition, type Judged } from './judge-definition.ts';
import {
  linkFor,
  publishDefinition,
  reinstateDefinition,
  retireDefinition,
  type DefinitionDeps,
  type PublishOptions,
} from './publish-definition.ts';
import { flowReadActions } from './read-actions.ts';
import { runActions } from './run-actions.ts';
import { usualRunLimits } from './run-limits.ts';
import { partActions } from './part-actions.ts';
import { createRunWaiter } from './run-waiter.ts';
import type { ReadTimeZones } from './schedule-zones.ts';
import { sweepRetention } from './sweep-retention.ts';
import { sweepSchedules } from './sweep-schedules.ts';
import { createTimerWheel } from './timer-wheel.ts';
import { tryActions } from './try-actions.ts';
import { triggerActions } from './trigger-actions.ts';

export type FlowsDeps<D> = {
  readonly database: Database;
  readonly machine: Machine<D>;
  /** The registry that holds these actions too: known once the house is built. */
  readonly registry: () => Registry;
  readonly connections: Connections;
  readonly egress: Egress;
  readonly timeZones: ReadTimeZones;
  /** Whether workflows of an organisation go live by review alone. */
  readonly mustBeReviewed: (tx: Tx) => Promise<boolean>;
  readonly nowMs: () => number;
  readonly onCommit: () => void;
  /** Whether this process works on runs. One that does not still starts them for others. */
  readonly works: boolean;
  readonly retentionDays: number;
  readonly organisations: () => Promise<readonly { orgId: string }[]>;
  readonly log: Logger;
  readonly metrics: Metrics;
};

export type Flows = {
  readonly actions: readonly RegisteredAction[];
  readonly sweeps: readonly Sweep[];
  /** Publishes a definition in the caller's transaction; answers its id. */
  readonly publish: (
    ctx: ActionContext,
    source: string,
    options?: PublishOptions,
  ) => Promise<{ readonly definitionId: string }>;
  /** A definition with what it needs from elsewhere; undefined when it needs nothing. Not to be done in a transaction. */
  readonly link: (orgId: string, source: string) => Promise<string | undefined>;
  /** Makes a version the one that starts runs. */
  readonly reinstate: (ctx: ActionContext, definitionId: string) => Promise<unknown>;
  /** What is wrong with a source here, and what it would touch. */
  readonly judge: (ctx: ActionContext, source: string) => Promise<Judged>;
  /** Starts no more runs of a definition. */
  readonly retire: (ctx: ActionContext, definitionId: string) => Promise<unknown>;
  /** Events were committed by this process. */
  eventsCommitted(): void;
  /** A question of a run has ended; in the transaction that ends it. */
  questionEnded(
    tx: Tx,
    ended: { askedBy: string; status: string; answer: unknown; by: { id: string; name: string } },
  ): Promise<void>;
  stop(): Promise<void>;
};

export {
  byAll,
  byOptional,
  bySource,
  fieldOf,
  guardWorkflows,
  workflowOf,
  type Access,
  type WorkflowsOf,
} from './access-guard.ts';
export { flowMachine } from './flow-machine.ts';
export { actionOf, functionRequest } from './functions.ts';
export { shownTo } from './mask-personal.ts';
export { readingAnswer } from './reading-answer.ts';
export { riskClasses, type RiskLevel } from './risk.ts';
export { figuresOf, impactOf, liveVersionOf, sourceOf, type VersionFigures } from './version-figures.ts';

/** The workflow engine of one process. Any number of processes share the work. */
export function createFlows<D>(deps: FlowsDeps<D>): Flows {
  const { database, machine, nowMs, log, works } = deps;
  const nodeId = randomUUID();
  const definitions = createDefinitionCache(machine.compile);
  const vary = createVaryRuns({ machine, definitions }, log);
  const waiter = createRunWaiter(database);
  const random = Math.random;
  const engine = createEngine({
    database,
    machine,
    registry: deps.registry,
    definitions,
    limits: usualRunLimits,
    nowMs,
    random,
    log,
    vary,
    nodeId,
    works,
    roomForCalls: () => performer.room(),
    onAftermath(aftermath) {
      performer.make(aftermath.ownCalls);
      if (aftermath.calls) performer.wake();
      if (aftermath.timerAtMs !== undefined) timers.expect(aftermath.timerAtMs);
      if (aftermath.listeners) feed.wake();
      if (aftermath.events) deps.onCommit();
      figures.started(aftermath.started);
      figures.claimed(aftermath.claimed);
      for (const run of aftermath.ended) {
        figures.ended(run.status);
        waiter.ended(run);
      }
    },
  });
  const guardedFor = createGuard(database, deps.egress);
  const makeCall = createMakeCall({
    database,
    machine,
    definitions,
    connections: deps.connections,
    guardedFor,
    nowMs,
  });
  const performer = createPerformer({
    database,
    nodeId,
    nowMs,
    random,
    works,
    log,
    onResult: engine.wake,
    onAttempt: (outcome) => figures.attempted(outcome),
    makeCall: (call, attempt) =>
      call.kind === 'function'
        ? performFunction({ database, registry: deps.registry(), definitions }, call)
        : makeCall(call, attempt),
  });
  const figures = createFlowMetrics(deps.metrics, database, () => performer.inHand());
  const timers = createTimerWheel({ database, nowMs, works, log, onDue: engine.wake });
  const label = async (tx: Tx, definitionId: string, input: unknown) => {
    const published = (await definitions.load(tx, [definitionId])).get(definitionId);
    return published === undefined ? {} : machine.labels(published.compiled, input);
  };
  const feed = createFeed({
    database,
    log,
    works,
    nowMs,
    onDue: engine.wake,
    triggersOf: createTriggerCache(machine, definitions),
    vary,
  });

  const definitionDeps: DefinitionDeps<D> = {
    machine,
    registry: deps.registry,
    connections: deps.connections,
    timeZones: deps.timeZones,
    fetchFor: createFetchDocument(guardedFor),
    mustBeReviewed: deps.mustBeReviewed,
  };

  return {
    publish: (ctx, source, options) => publishDefinition(definitionDeps, ctx, source, options),
    link: (orgId, source) => linkFor(definitionDeps, orgId, source),
    reinstate: (ctx, definitionId) => reinstateDefinition(definitionDeps, ctx, definitionId),
    retire: retireDefinition,
    judge: (ctx, source) => judgeDefinition(definitionDeps, ctx, source),
    actions: guardWorkflows(
      [
        ...accessActions,
        ...definitionActions(definitionDeps),
        ...triggerActions,
        ...flowReadActions,
        ...figuresActions,
        ...partActions(definitionDeps),
        ...stopActions(engine.wake),
        ...tryActions(deps.registry),
        ...deadLetterActions(performer.wake),
        ...runActions({
          start: engine.start,
          wake: engine.wake,
          waitForEnd: waiter.wait,
        }),
      ],
      flowAccess,
    ),
    sweeps: !works
      ? []
      : [
          {
            name: 'schedules',
            everyMs: 500,
            sweep: () =>
              sweepSchedules({
                database,
                nowMs,
                label,
                onDue: engine.wake,
                machine,
                timeZones: deps.timeZones,
                vary,
              }),
          },
          { name: 'stops', everyMs: 1_000, sweep: () => sweepStops(database, engine.wake) },
          { name: 'deaths', everyMs: 1_000, sweep: () => countDeaths(database, nodeId) },
          {
            name: 'old runs',
            everyMs: 3_600_000,
            sweep: async () => sweepRetention(database, await deps.organisations(), deps.retentionDays),
          },
        ],
    eventsCommitted: feed.wake,
    async questionEnded(tx, { askedBy, status, answer, by }) {
      const [runId = '', key = ''] = askedBy.split(/ (.*)/s);
      await deliverTo(tx, [{ runId, kind: 'result', key, data: { output: { status, answer, by } } }]);
      tx.afterCommit(() => engine.wake(tx.orgId));
    },
    async stop() {
      timers.stop();
      await feed.stop();
      await performer.stop();
      await engine.stop();
    },
  };
}
