import type { Authentication } from '../definition/authentication.ts';
import type { Call } from '../definition/call.ts';
import type { EventStrategy, UntilStrategy } from '../definition/event.ts';
import type { Template, TemplateEntry, UriTemplate } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Endpoint } from '../definition/resource.ts';
import type { Workflow } from '../definition/workflow.ts';
import { eachTask } from './each-task.ts';

/**
 * What a definition touches, known without running it. Each list is sorted and without repetition. `null` in a list stands for what is
 * decided in the run.
 */
export type DefinitionDescription = {
  readonly tasks: number;
  /** Host and port of what is called. */
  readonly hosts: readonly (string | null)[];
  /** `name:version@catalog`, names of own functions, or URIs. */
  readonly functions: readonly (string | null)[];
  readonly emits: readonly (string | null)[];
  readonly hears: readonly (string | null)[];
  readonly secrets: readonly string[];
  /** `namespace/name:version`. */
  readonly workflows: readonly string[];
  readonly processes: readonly string[];
  readonly startsBy: readonly ('every' | 'cron' | 'after' | 'on')[];
};

export function describeDefinition(workflow: Workflow): DefinitionDescription {
  const found = {
    hosts: new Set<string | null>(),
    functions: new Set<string | null>(),
    emits: new Set<string | null>(),
    hears: new Set<string | null>(),
    workflows: new Set<string>(),
    processes: new Set<string>(),
  };
  const tasks = eachTask(workflow);
  for (const task of tasks) {
    if (task.kind === 'call') {
      for (const host of hostsOf(task.call)) found.hosts.add(host);
      if (task.call.protocol === 'function') found.functions.add(functionName(task.call));
    }
    if (task.kind === 'emit') found.emits.add(typeOf(task.attributes));
    if (task.kind === 'listen') for (const type of typesOf(task.to)) found.hears.add(type);
    if (task.kind === 'run') {
      found.processes.add(task.run.process);
      if (task.run.process === 'workflow') {
        found.workflows.add(`${task.run.namespace}/${task.run.name}:${task.run.version}`);
      }
    }
  }
  for (const catalog of Object.values(workflow.use.catalogs)) found.hosts.add(hostOf(catalog.uri));
  const { schedule } = workflow;
  const on = schedule?.on ?? null;
  if (on !== null) for (const type of typesOf(on)) found.hears.add(type);
  return {
    tasks: tasks.length,
    hosts: sorted(found.hosts),
    functions: sorted(found.functions),
    emits: sorted(found.emits),
    hears: sorted(found.hears),
    secrets: workflow.use.secrets.toSorted(),
    workflows: [...found.workflows].toSorted(),
    processes: [...found.processes].toSorted(),
    startsBy:
      schedule === null ? [] : (['every', 'cron', 'after', 'on'] as const).filter((name) => schedule[name] !== null),
  };
}

/** Sorted, with null first. */
function sorted(values: ReadonlySet<string | null>): readonly (string | null)[] {
  return [...values].toSorted((a, b) => (a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1));
}

/** Host and port of what a call reaches; null for what is decided in the run. */
export function hostsOf(call: Call): readonly (string | null)[] {
  switch (call.protocol) {
    case 'http':
      return endpointHosts(call.endpoint);
    case 'openapi':
    case 'asyncapi':
      return [...endpointHosts(call.document.endpoint), ...authorityHosts(call.authentication), null];
    case 'grpc': {
      const { host, port, authentication } = call.service;
      return [
        port === null ? host : `${host}:${port}`,
        ...endpointHosts(call.proto.endpoint),
        ...authorityHosts(authentication),
      ];
    }
    case 'mcp':
      return call.transport.kind === 'http' ? endpointHosts(call.transport.endpoint) : [];
    case 'a2a':
      return [
        ...(call.agentCard === null ? [] : [...endpointHosts(call.agentCard.endpoint), null]),
        ...(call.server === null ? [] : endpointHosts(call.server)),
      ];
    case 'function':
      return call.function.kind === 'uri' ? [hostOf(call.function.uri)] : [];
  }
}

function endpointHosts({ uri, authentication }: Endpoint): readonly (string | null)[] {
  return [hostOf(uri), ...authorityHosts(authentication)];
}

function authorityHosts(authentication: Authentication | null): readonly (string | null)[] {
  if (authentication === null) return [];
  if (authentication.kind === 'secret') return authentication.scheme.startsWith('o') ? [null] : [];
  return authentication.kind === 'oauth2' || authentication.kind === 'oidc'
    ? [hostOf(authentication.oauth2.authority)]
    : [];
}

/** The host of a URI when it is written out, null when it is decided in the run. */
function hostOf(uri: UriTemplate): string | null {
  if (uri.kind === 'expression') return null;
  const [first, second] = uri.parts;
  if (typeof first !== 'string') return null;
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)(.?)/i.exec(first);
  if (match === null || match[1] === '') return null;
  const complete = match[2] !== '' || second === undefined;
  return complete ? (match[1] ?? '').toLowerCase() : null;
}

function functionName(call: Extract<Call, { protocol: 'function' }>): string | null {
  const reference = call.function;
  if (reference.kind === 'local') return reference.name;
  if (reference.kind === 'catalog') return `${reference.name}:${reference.version}@${reference.catalog}`;
  return reference.uri.kind === 'uri' && reference.uri.parts.every((part) => typeof part === 'string')
    ? reference.uri.parts.join('')
    : null;
}

function typesOf(strategy: EventStrategy | UntilStrategy): readonly (string | null)[] {
  const filters = strategy.kind === 'one' ? [strategy.filter] : strategy.filters;
  const types = filters.map(({ attributes }) => typeOf(attributes));
  const until = 'until' in strategy && strategy.until?.kind === 'events' ? typesOf(strategy.until.strategy) : [];
  return strategy.kind === 'any' && filters.length === 0 ? [null, ...until] : [...types, ...until];
}

function typeOf(attributes: readonly TemplateEntry[]): string | null {
  const value = attributes.find((entry) => entry.name === 'type')?.value;
  return value === undefined ? null : literalText(value);
}

function literalText(template: Template): string | null {
  const value: JsonValue = template.kind === 'literal' ? template.value : null;
  return typeof value === 'string' ? value : null;
}
