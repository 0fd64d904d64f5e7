import type { JsonObject, JsonValue } from '@barrow/flow';
import type { CallRequest } from './call-request.ts';
import { callAsyncApi } from './asyncapi-call.ts';
import { callA2a } from './a2a-call.ts';
import type { CallContext } from './call-context.ts';
import { CallFailed, callFailed, type CallOutcome } from './call-outcome.ts';
import { callGrpc } from './grpc-call.ts';
import { callHttp } from './http-call.ts';
import { callMcp } from './mcp-call.ts';
import { callOpenApi } from './openapi-call.ts';
import { readRequest } from './read-request.ts';
import { resolveLate, type LatePart } from './resolve-late.ts';
import { runScript } from './run-script.ts';

/** A call effect of a run, as it was stored. */
export type StoredCall = { readonly call: string; readonly request: JsonObject; readonly late: readonly LatePart[] };

/**
 * Performs one call of a run. `declared` are the names in the workflow's `use.secrets`. Never rejects for what the other side, the network or the request does: that is a standard error. May be
 * repeated after a crash: the idempotency key stays the same.
 */
export async function performCall(
  context: CallContext,
  { call, request, late }: StoredCall,
  declared: readonly string[],
): Promise<CallOutcome> {
  try {
    const whole = late.length === 0 ? request : resolveLate(request, late, context.secret, declared);
    return { ok: true, output: await perform(context, readRequest(call, whole)) };
  } catch (error) {
    if (error instanceof CallFailed) return { ok: false, error: error.problem };
    throw error;
  }
}

async function perform(context: CallContext, request: CallRequest): Promise<JsonValue> {
  switch (request.protocol) {
    case 'http':
      return callHttp(context, request);
    case 'openapi':
      return callOpenApi(context, request);
    case 'asyncapi':
      return callAsyncApi(context, request);
    case 'mcp':
      return callMcp(context, request);
    case 'a2a':
      return callA2a(context, request);
    case 'script':
      return runScript(context, request);
    case 'grpc':
      return callGrpc(context, request);
    case 'shell':
      throw callFailed('authorization', 'Shell commands are refused: they would run with the rights of the server');
    case 'container':
      throw callFailed('authorization', 'Containers are refused: this runtime starts none');
  }
}
