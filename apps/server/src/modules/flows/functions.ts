import { createHash } from 'node:crypto';
import { AppError, uuidV8, type ErrorCategory } from '@barrow/kernel';
import type { RegisteredAction } from '../../platform/action.ts';
import type { Registry } from '../../platform/registry.ts';
import type { RunError } from './machine.ts';

const errors = 'https://open-workflow-specification.org/spec/1.0.0/errors/';
const functionName = /^([a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*){2,})(?::(\d+)\.\d+\.\d+)?(?:@default)?$/;

/** The action that a function such as `supply.order.place:1.0.0@default` names: the same name, the same major version. */
export function actionOf(registry: Registry, name: string | undefined): RegisteredAction | undefined {
  const [, actionName = '', major] = functionName.exec(name ?? '') ?? [];
  const action = registry.get(actionName);
  if (action === undefined || (major !== undefined && action.version.split('.')[0] !== major)) return undefined;
  return action;
}

/** The input of an action in a workflow: where it asks for an `id` and none is given, the id follows from the call, the same each time. */
export function withId(action: RegisteredAction, input: unknown, runId: string, key: string): unknown {
  const properties: unknown = Reflect.get(action.input, 'properties');
  const asksForId = typeof properties === 'object' && properties !== null && 'id' in properties;
  if (!asksForId || typeof input !== 'object' || input === null || Array.isArray(input) || 'id' in input) return input;
  return { ...input, id: idOfCall(runId, key) };
}

export function idOfCall(runId: string, key: string): string {
  return uuidV8(createHash('sha256').update(runId).update('\0').update(key).digest());
}

const kindOf: Readonly<Record<ErrorCategory, string>> = {
  invalid: 'validation',
  'too-large': 'validation',
  unprocessable: 'validation',
  unauthenticated: 'authentication',
  forbidden: 'authorization',
  'not-found': 'communication',
  conflict: 'communication',
  limited: 'communication',
  unavailable: 'communication',
  internal: 'runtime',
};
const statusOf: Readonly<Record<ErrorCategory, number>> = {
  invalid: 400,
  'too-large': 413,
  unprocessable: 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  limited: 429,
  unavailable: 503,
  internal: 500,
};

/** What an action's failure is in the language of workflows. A bug tells nothing of itself. */
export function errorOf(error: unknown): RunError {
  if (!(error instanceof AppError))
    return { type: `${errors}runtime`, status: 500, title: 'INTERNAL', detail: 'The action failed' };
  const { category, code, message } = error;
  return { type: `${errors}${kindOf[category]}`, status: statusOf[category], title: code, detail: message };
}

/** What a call of a function asks for: an action by its name, or `function` undefined for what this server does not have. */
export function functionRequest(request: unknown): {
  readonly function: string | undefined;
  readonly arguments: unknown;
} {
  const reference = field(request, 'function');
  const name = field(reference, 'name');
  const kind = field(reference, 'kind');
  const isOurs = kind === 'catalog' && field(reference, 'catalog') === 'default';
  const version = field(reference, 'version');
  const suffix = typeof version === 'string' ? `:${version}` : '';
  return {
    function: isOurs && typeof name === 'string' ? name + suffix : undefined,
    arguments: field(request, 'arguments'),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
