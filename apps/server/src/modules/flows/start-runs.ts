import { newId } from '../../platform/clock.ts';
import type { Cursor } from '../../platform/event-log.ts';
import type { Tx } from '../../platform/postgres.ts';
import { makeDue } from './due.ts';
import { deliverTo } from './inbox.ts';
import type { DefinitionCache } from './definition-cache.ts';
import type { Effect, Machine, WorkflowName } from './machine.ts';
import { storeRuns, type Run } from './run-rows.ts';
import { takeSlots, type SlotWish } from './slots.ts';

/** What a run is begun with. */
export type RunOrder = {
  readonly runId: string;
  readonly definitionId: string;
  readonly input: unknown;
  readonly priority?: number;
  readonly concurrency?: { readonly key: string; readonly atMost: number };
  readonly businessKeys?: readonly string[];
  readonly startedBy: string;
  readonly traceId?: string;
  readonly from?: Cursor;
  readonly parent?: { readonly runId: string; readonly key: string | null; readonly depth: number };
};

export function newRun(order: RunOrder, nowMs: number): Run {
  return {
    runId: order.runId,
    definitionId: order.definitionId,
    isNew: true,
    status: 'running',
    state: null,
    stateVersion: 0,
    input: order.input,
    output: null,
    error: null,
    atTask: null,
    priority: order.priority ?? 0,
    concurrencyKey: order.concurrency?.key ?? null,
    businessKeys: order.businessKeys ?? [],
    parentRunId: order.parent?.runId ?? null,
    parentKey: order.parent?.key ?? null,
    depth: order.parent?.depth ?? 0,
    startedBy: order.startedBy,
    from: order.from ?? null,
    traceId: order.traceId ?? null,
    journalRows: 0,
    deaths: 0,
    startedAtMs: nowMs,
    endedAtMs: null,
  };
}

/** Gives each run the version as it is at its place. A run without a place, and one of a workflow without marked parts, has the standard. */
export type VaryRuns = (tx: Tx, orders: readonly RunOrder[], nowMs: number) => Promise<readonly RunOrder[]>;

/** New runs; those whose concurrency key is used up wait in line. */
export async function admitRuns(tx: Tx, vary: VaryRuns, asked: readonly RunOrder[], nowMs: number): Promise<Run[]> {
  const orders = asked.length === 0 ? asked : await vary(tx, asked, nowMs);
  const wishes: SlotWish[] = orders.flatMap(({ runId, concurrency }) =>
    concurrency === undefined ? [] : [{ runId, concurrencyKey: concurrency.key, atMost: concurrency.atMost }],
  );
  const granted = await takeSlots(tx, wishes);
  return orders.map((order) => {
    const run = newRun(order, nowMs);
    return order.concurrency === undefined || granted.has(order.runId) ? run : { ...run, status: 'queued' };
  });
}

/** Stores runs that some process will begin, in the caller's transaction. A run that is there already is left alone. */
export async function startLater(tx: Tx, vary: VaryRuns, orders: readonly RunOrder[], nowMs: number): Promise<number> {
  if (orders.length === 0) return 0;
  const there = await tx.rows<{ run_id: string }>(
    'select run_id from flows.run where org_id = $1 and run_id = any($2::uuid[])',
    [tx.orgId, orders.map((order) => order.runId)],
  );
  const known = new Set(there.map((row) => row.run_id));
  const runs = await admitRuns(
    tx,
    vary,
    orders.filter((order) => !known.has(order.runId)),
    nowMs,
  );
  await storeRuns(tx, runs, nowMs);
  const due = runs.filter((run) => run.status === 'running');
  await makeDue(tx, due);
  return due.length;
}

/** How workflows are run, and where published ones are found. */
export type Workflows<D> = { readonly machine: Machine<D>; readonly definitions: DefinitionCache<D> };
export type ChildOrder = { readonly parent: Run; readonly child: Extract<Effect, { kind: 'start-run' }> };

/** Starts the sub-workflows that runs ask for. A parent that asks for one that cannot be is told so. Answers how many runs became due. */
export async function startChildren<D>(
  tx: Tx,
  { machine, definitions }: Workflows<D>,
  orders: readonly ChildOrder[],
  { vary, mostDepth, nowMs }: { readonly vary: VaryRuns; readonly mostDepth: number; readonly nowMs: number },
): Promise<number> {
  if (orders.length === 0) return 0;
  const known = await definitionIdsOf(
    tx,
    orders.map(({ child }) => child.workflow),
  );
  const published = await definitions.load(tx, [...new Set(known.values())]);
  const starts: RunOrder[] = [];
  const refused: { runId: string; key: string; detail: string }[] = [];
  for (const { parent, child } of orders) {
    const { namespace, name, version } = child.workflow;
    const definitionId = known.get(nameKey(child.workflow));
    const definition = published.get(definitionId ?? '');
    const tooDeep = parent.depth + 1 > mostDepth;
    if (definition === undefined || tooDeep) {
      const detail = tooDeep
        ? `Sub-workflows may be ${mostDepth} deep`
        : `There is no published workflow ${namespace}/${name}:${version}`;
      refused.push({ runId: parent.runId, key: child.key, detail });
      continue;
    }
    const labels = machine.labels(definition.compiled, child.input);
    starts.push({
      ...labels,
      runId: newId(),
      definitionId: definition.definitionId,
      input: child.input,
      priority: labels.priority === 0 ? parent.priority : labels.priority,
      startedBy: `run ${parent.runId}`,
      ...(parent.traceId === null ? {} : { traceId: parent.traceId }),
      parent: { runId: parent.runId, key: child.awaits ? child.key : null, depth: parent.depth + 1 },
    });
  }
  const type = 'https://open-workflow-specification.org/spec/1.0.0/errors/configuration';
  await deliverTo(
    tx,
    refused.map(({ runId, key, detail }) => ({
      runId,
      kind: 'result' as const,
      key,
      data: { error: { type, status: 400, title: 'The sub-workflow cannot be started', detail } },
    })),
  );
  return (await startLater(tx, vary, starts, nowMs)) + refused.length;
}

function nameKey({ namespace, name, version }: WorkflowName): string {
  return `${namespace}/${name}:${version}`;
}

/** Published definitions by name; the version `latest` is the one published last that is not retired. */
export async function definitionIdsOf(tx: Tx, names: readonly WorkflowName[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ namespace: string; name: string; version: string; definition_id: string }>(
    `select k.namespace, k.name, k.version, d.definition_id
     from (select distinct * from unnest($2::text[], $3::text[], $4::text[]) as k (namespace, name, version)) k
     cross join lateral (
       select definition_id from flows.definition d
       where d.org_id = $1 and d.namespace = k.namespace and d.name = k.name
         and (d.version = k.version or (k.version = 'latest' and d.retired_at is null and d.stage = 'live'))
       order by d.published_at desc limit 1
     ) d`,
    [tx.orgId, names.map((one) => one.namespace), names.map((one) => one.name), names.map((one) => one.version)],
    'flows-definition-ids',
  );
  return new Map(rows.map((row) => [nameKey(row), row.definition_id]));
}
