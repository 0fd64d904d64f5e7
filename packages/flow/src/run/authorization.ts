import { compile } from '@barrow/jq';
import type { Authentication } from '../definition/authentication.ts';
import type { Call } from '../definition/call.ts';
import type { Template } from '../definition/expression.ts';
import type { JsonObject, JsonValue } from '../definition/json.ts';
import type { Task } from '../definition/task.ts';

const base64 = compile('@base64');
const schemes = { basic: 'Basic', bearer: 'Bearer', digest: 'Digest', oauth2: 'Bearer', oidc: 'Bearer' } as const;

/**
 * What `$authorization` is for a task: the scheme of its call's authentication, and its parameter where the definition alone gives it.
 * `valueOf` answers null for what needs secrets: a machine does not see those, nor tokens that are fetched for the call.
 */
export function describeAuthorization(task: Task, valueOf: (template: Template) => JsonValue): JsonObject | null {
  const policy = task.kind === 'call' ? policyOf(task.call) : null;
  if (policy === null) return null;
  switch (policy.kind) {
    case 'bearer':
      return { scheme: schemes.bearer, parameter: valueOf(policy.token) };
    case 'basic': {
      const [username, password] = [valueOf(policy.username), valueOf(policy.password)];
      const isKnown = username !== null && password !== null;
      return {
        scheme: schemes.basic,
        parameter: isKnown ? (base64.first(`${text(username)}:${text(password)}`) ?? null) : null,
      };
    }
    case 'digest':
    case 'oauth2':
    case 'oidc':
      return { scheme: schemes[policy.kind], parameter: null };
    case 'secret':
      return { scheme: schemes[policy.scheme], parameter: null };
  }
}

function text(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function policyOf(call: Call): Authentication | null {
  switch (call.protocol) {
    case 'http':
      return call.endpoint.authentication;
    case 'openapi':
    case 'asyncapi':
      return call.authentication;
    case 'grpc':
      return call.service.authentication;
    case 'mcp':
      return call.transport.kind === 'http' ? call.transport.endpoint.authentication : null;
    case 'a2a':
      return (call.server ?? call.agentCard?.endpoint)?.authentication ?? null;
    case 'function':
      return null;
  }
}
