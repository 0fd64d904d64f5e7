import {
  checkPolicy,
  describeDefinition,
  eachTask,
  parseDefinition,
  validateDefinition,
  type DefinitionDescription,
  type PolicyFinding,
  type PolicyRules,
  type Problem,
  type Workflow,
} from '@barrow/flow';
import type { ActionContext, Grant } from '../../platform/action.ts';
import { AppError } from '@barrow/kernel';
import { actionOf } from './functions.ts';
import { knownHere } from './known-here.ts';
import type { WorkflowName } from './machine.ts';
import { requireAllowed, type DefinitionDeps } from './publish-definition.ts';
import { levelOf, riskClasses, riskOf, type RiskClass, type RiskLevel } from './risk.ts';

/** What is known of a definition without running it. */
export type Judged = {
  /** Null while it cannot be read. */
  readonly name: WorkflowName | null;
  readonly title: string | null;
  readonly problems: readonly Omit<Problem, 'code'>[];
  /** What policy does not let go live. */
  readonly findings: readonly PolicyFinding[];
  readonly touches: DefinitionDescription | null;
  readonly risk: { readonly level: RiskLevel; readonly classes: readonly RiskClass[] };
};

/** Judges a source as publishing it would, policy besides, and stores nothing. What stands elsewhere is not fetched. */
export async function judgeDefinition<D>(deps: DefinitionDeps<D>, ctx: ActionContext, source: string): Promise<Judged> {
  const parsed = parseDefinition(source);
  if (!parsed.ok) {
    const risk = { level: 'low' as const, classes: [] };
    return { name: null, title: null, problems: parsed.detail, findings: [], touches: null, risk };
  }
  const { workflow, warnings, positionOf } = parsed.value;
  const registry = deps.registry();
  const touches = describeDefinition(workflow);
  const rules = await rulesHere(deps, ctx, touches);
  const refused = refusals(deps, ctx, source).map(({ pointer, detail }): Omit<Problem, 'code'> => ({
    severity: 'error',
    message: detail,
    pointer,
    ...positionOf(pointer),
  }));
  const environment = await knownHere(ctx.tx, { registry, connections: deps.connections }, namesOf(deps, source));
  const classes = classesOf(workflow, touches, (name) => {
    const action = actionOf(registry, name);
    return action === undefined ? null : riskOf(action);
  });
  return {
    name: workflow.document,
    title: workflow.document.title,
    problems: [...warnings, ...refused, ...validateDefinition(parsed.value, environment)],
    findings: checkPolicy(workflow, rules),
    touches,
    risk: { level: levelOf(classes), classes },
  };
}

function namesOf<D>({ machine }: DefinitionDeps<D>, source: string) {
  try {
    return machine.read(source);
  } catch (error) {
    if (error instanceof AppError) return { functions: [] };
    throw error;
  }
}

/** Whoever writes need not be who publishes: runs may do at most what head office's may. */
function mostOfRuns(orgId: string): Grant {
  return { orgId, role: 'operations', locationIds: null, supplierId: null };
}

/** What the engine itself would refuse: metadata, schedules, functions that no runs may call. */
function refusals<D>(deps: DefinitionDeps<D>, { grant }: ActionContext, source: string) {
  try {
    const read = deps.machine.read(source);
    deps.machine.compile(read.document);
    requireAllowed(deps.registry(), read, mostOfRuns(grant.orgId));
    return [];
  } catch (error) {
    if (error instanceof AppError) return error.problems;
    throw error;
  }
}

async function rulesHere<D>(
  { registry, connections }: DefinitionDeps<D>,
  { tx }: ActionContext,
  { hosts }: DefinitionDescription,
): Promise<PolicyRules> {
  const named = hosts.flatMap((host) => (host === null ? [] : [host]));
  const urls = new Map(named.map((host) => [`https://${host}/`, host]));
  const { allowed, cleared } = await connections.allowedAmong(tx, [...urls.keys()]);
  const hostsOf = (some: ReadonlySet<string>) => new Set([...some].map((url) => urls.get(url)));
  const [allowedHosts, clearedHosts] = [hostsOf(allowed), hostsOf(cleared)];
  return {
    allowsHost: (host) => allowedHosts.has(host),
    clearedFor: (host) => clearedHosts.has(host),
    dangerOf(name) {
      const action = actionOf(registry(), name);
      const risk = action === undefined ? null : riskOf(action);
      return risk === 'spend' || risk === 'price' ? risk : null;
    },
    asks: (name) => name === 'tasks.task.ask',
  };
}

function classesOf(
  workflow: Workflow,
  { hosts, processes }: DefinitionDescription,
  riskOfFunction: (name: string) => RiskClass | null,
): RiskClass[] {
  const found = new Set<RiskClass>();
  if (hosts.length > 0 || processes.includes('workflow')) found.add('outside');
  for (const task of eachTask(workflow)) {
    if (task.kind !== 'call' || task.call.protocol !== 'function') continue;
    const reference = task.call.function;
    const risk =
      reference.kind === 'catalog' ? riskOfFunction(reference.name) : reference.kind === 'uri' ? 'outside' : null;
    if (risk !== null) found.add(risk);
  }
  return riskClasses.filter((one) => found.has(one));
}
