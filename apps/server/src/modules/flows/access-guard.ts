import { readSource } from '@barrow/flow';
import type { ActionContext, RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { mayWith, outOfReach, readAccess, type AccessVerb, type Asker } from './access-rules.ts';
import { definitionUnknown } from './definition-rows.ts';
import { runUnknown, triggerUnknown } from './unknown.ts';

/** Which workflows (`namespace/name`) an input is about. Throws what the action throws for what is not there. */
export type WorkflowsOf = (tx: Tx, input: unknown) => Promise<readonly string[]>;

/** What an action does with workflows; without `of` with all that it finds, which are then those within reach. */
export type Access = {
  readonly verb: AccessVerb;
  readonly of?: WorkflowsOf;
  /** The locations that the input names, where the action itself does not tell. */
  readonly at?: (input: unknown) => readonly string[];
};

/** Actions that do with workflows only what the rules for them let the caller do. Those that the table does not name stay as they are. */
export function guardWorkflows(
  actions: readonly RegisteredAction[],
  table: Readonly<Record<string, Access>>,
): RegisteredAction[] {
  return actions.map((action) => {
    const access = table[action.name];
    return access === undefined ? action : guarded(action, access);
  });
}

function guarded(action: RegisteredAction, access: Access): RegisteredAction {
  if (action.own) {
    const perform: typeof action.perform = async (ctx, input) => {
      await ctx.inTransaction((part) => within(action, access, part, input, () => Promise.resolve()));
      return action.perform(ctx, input);
    };
    return { ...action, perform };
  }
  const perform: typeof action.perform = (ctx, input) =>
    within(action, access, ctx, input, () => action.perform(ctx, input));
  return { ...action, perform };
}

/** Does the work with sight of what is within reach; throws WORKFLOW_ACCESS when the input is about a workflow that is seen but out of reach. */
async function within<T>(
  action: RegisteredAction,
  { verb, of, at = action.locationsOf }: Access,
  ctx: ActionContext,
  input: unknown,
  work: () => Promise<T>,
): Promise<T> {
  const rules = ctx.grant.role === 'owner' ? [] : await readAccess(ctx.tx);
  if (rules.length === 0) return work();
  const asker: Asker = { grant: ctx.grant, locationIds: at(input) };
  await hide(ctx.tx, outOfReach(rules, 'see', asker));
  for (const workflow of (await of?.(ctx.tx, input)) ?? [])
    if (!mayWith(rules, verb, workflow, asker)) throw workflowAccessFault(workflow, verb, ctx.grant.role);
  if (verb !== 'see' && of === undefined) await hide(ctx.tx, outOfReach(rules, verb, asker));
  const result = await work();
  // The transaction may be the engine's, which goes on with other things.
  await hide(ctx.tx, {});
  return result;
}

export function workflowAccessFault(workflow: string, verb: AccessVerb, role: string) {
  return fault(
    'forbidden',
    'WORKFLOW_ACCESS',
    `A rule of your organisation does not let the role ${role} ${verb} ${workflow} here. An owner changes such rules under Changes.`,
  );
}

async function hide(tx: Tx, hidden: Record<string, boolean>): Promise<void> {
  const told = Object.keys(hidden).length === 0 ? '' : JSON.stringify(hidden);
  await tx.run(`select set_config('app.hidden_workflows', $1, true)`, [told]);
}

/** The text in a field of an input; empty when there is none. */
export function fieldOf(input: unknown, name: string): string {
  const value: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
  return typeof value === 'string' ? value : '';
}

/** `namespace/name` of a text in the language of workflows; null while it cannot be read. */
export function workflowOf(source: string): string | null {
  const read = readSource(source);
  if (!read.ok) return null;
  const document: unknown = fieldValue(read.value.value, 'document');
  const [namespace, name] = [fieldValue(document, 'namespace'), fieldValue(document, 'name')];
  return typeof namespace === 'string' && typeof name === 'string' ? `${namespace}/${name}` : null;
}

function fieldValue(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

const title = `d.namespace || '/' || d.name as workflow`;

async function named(tx: Tx, sql: string, id: string, unknown: (id: string) => Error): Promise<readonly string[]> {
  const row = await tx.row<{ workflow: string }>(sql, [tx.orgId, id]);
  if (row === undefined) throw unknown(id);
  return [row.workflow];
}

export const byDefinition: WorkflowsOf = (tx, input) =>
  named(
    tx,
    `select ${title} from flows.definition d where d.org_id = $1 and d.definition_id = $2`,
    fieldOf(input, 'definitionId'),
    definitionUnknown,
  );

export const byRun: WorkflowsOf = (tx, input) =>
  named(
    tx,
    `select ${title} from flows.run r join flows.definition d on d.org_id = r.org_id and d.definition_id = r.definition_id
     where r.org_id = $1 and r.run_id = $2`,
    fieldOf(input, 'runId'),
    runUnknown,
  );

export const byTrigger: WorkflowsOf = (tx, input) =>
  named(
    tx,
    `select ${title} from flows.trigger t join flows.definition d on d.org_id = t.org_id and d.definition_id = t.definition_id
     where t.org_id = $1 and t.trigger_id = $2`,
    fieldOf(input, 'triggerId'),
    triggerUnknown,
  );

/** By the text that is given; what cannot be read is for the action to refuse. */
export const bySource: WorkflowsOf = (_tx, input) => {
  const workflow = workflowOf(fieldOf(input, 'source'));
  return Promise.resolve(workflow === null ? [] : [workflow]);
};

/** By a version that may be named; one that is not there, or not seen, is for the action to refuse. */
export const byOptional =
  (field: string): WorkflowsOf =>
  async (tx, input) => {
    const definitionId = fieldOf(input, field);
    if (definitionId === '') return [];
    const rows = await tx.rows<{ workflow: string }>(
      `select ${title} from flows.definition d where d.org_id = $1 and d.definition_id = $2`,
      [tx.orgId, definitionId],
    );
    return rows.map(({ workflow }) => workflow);
  };

/** By several ways at once. */
export const byAll =
  (...ways: readonly WorkflowsOf[]): WorkflowsOf =>
  async (tx, input) => {
    const found: string[] = [];
    for (const way of ways) found.push(...(await way(tx, input)));
    return found;
  };

export const byName: WorkflowsOf = (_tx, input) => Promise.resolve([fieldOf(input, 'workflow')]);
