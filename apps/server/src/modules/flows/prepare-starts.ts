import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import type { Caller, Told } from '../../platform/registry.ts';
import { workflowAccessFault } from './access-guard.ts';
import { mayWith, readAccess } from './access-rules.ts';
import type { Labels, WorkflowName } from './machine.ts';
import { readRuns, type Run } from './run-rows.ts';
import { definitionIdsOf, type RunOrder, type Workflows } from './start-runs.ts';
import { isStopped, readStops } from './stops.ts';

/** What somebody asks for who starts a run. */
export type StartAsk = {
  readonly runId: string;
  readonly workflow: WorkflowName;
  readonly input: unknown;
  readonly priority?: number;
  readonly businessKeys?: readonly string[];
  readonly startedBy: string;
  readonly caller: Caller;
};

export type PreparedStarts = {
  readonly orders: readonly RunOrder[];
  /** Runs that were started before under the same id. */
  readonly known: readonly Run[];
  /** Why others cannot be started, by run. */
  readonly refused: ReadonlyMap<string, Error>;
};

/** Turns asks into orders: definitions by name, labels by the definition's metadata, audit entries into `told`; a few statements for all. */
export async function prepareStarts<D>(
  tx: Tx,
  { machine, definitions }: Workflows<D>,
  asks: readonly StartAsk[],
  told: Told,
): Promise<PreparedStarts> {
  if (asks.length === 0) return { orders: [], known: [], refused: new Map() };
  const [known, ids, stops, access] = await Promise.all([
    readRuns(
      tx,
      asks.map((ask) => ask.runId),
    ),
    definitionIdsOf(tx, distinct(asks.map((ask) => ask.workflow))),
    readStops(tx),
    readAccess(tx),
  ]);
  const there = new Set(known.map((run) => run.runId));
  const published = await definitions.load(tx, [...new Set(ids.values())]);
  const refused = new Map<string, Error>();
  const orders: RunOrder[] = [];
  for (const ask of asks) {
    if (there.has(ask.runId)) continue;
    there.add(ask.runId);
    const title = `${ask.workflow.namespace}/${ask.workflow.name}:${ask.workflow.version}`;
    const definition = published.get(ids.get(title) ?? '');
    if (definition === undefined) {
      refused.set(ask.runId, fault('not-found', 'DEFINITION_UNKNOWN', `There is no published workflow ${title}.`));
      continue;
    }
    const { grant } = ask.caller;
    if (!mayWith(access, 'run', `${definition.namespace}/${definition.name}`, { grant, locationIds: [] })) {
      refused.set(ask.runId, workflowAccessFault(`${definition.namespace}/${definition.name}`, 'run', grant.role));
      continue;
    }
    if (isStopped(stops, `${definition.namespace}/${definition.name}`)) {
      const message = `${title} is stopped: no run begins until the emergency stop is ended.`;
      refused.set(ask.runId, fault('conflict', 'FLOW_STOPPED', message));
      continue;
    }
    const labels: Labels = machine.labels(definition.compiled, ask.input);
    orders.push({
      ...labels,
      runId: ask.runId,
      definitionId: definition.definitionId,
      input: ask.input,
      priority: ask.priority ?? labels.priority,
      businessKeys: [...labels.businessKeys, ...(ask.businessKeys ?? [])],
      startedBy: ask.startedBy,
      traceId: ask.caller.traceId,
    });
    const entry = { subjectId: ask.runId, after: { workflow: definition.title } };
    told.audit.push({ caller: ask.caller, entry, action: 'flows.run.start' });
  }
  return { orders, known, refused };
}

function distinct(names: readonly WorkflowName[]): WorkflowName[] {
  return [...new Map(names.map((one) => [`${one.namespace}/${one.name}:${one.version}`, one])).values()];
}
