import { parseDefinition, type JsonObject, type Workflow } from '@barrow/flow';
import type { CallContext } from '../flow-calls/call-context.ts';
import { callFailed } from '../flow-calls/call-outcome.ts';
import type { EndpointOf } from '../flow-calls/call-request.ts';
import { fetchDocument } from '../flow-calls/fetch-document.ts';
import { functionUri, rawUri } from '../flow-calls/function-uri.ts';
import { mapAt, textAt } from '../flow-calls/read-json.ts';
import { endpoint } from '../flow-calls/read-request.ts';

/**
 * The function that a call names, as a workflow of one task that takes the call's arguments as its input. Comes from its URI or its
 * catalog. Throws CallFailed when it is not to be had or is no task.
 */
export async function fetchFunction(context: CallContext, request: JsonObject): Promise<Workflow> {
  const wanted = mapAt(request, 'function');
  const at = whereIs(wanted);
  const { document } = await fetchDocument(context, at);
  const parsed = parseDefinition(
    JSON.stringify({
      document: { dsl: '1.0.3', namespace: 'functions', name: 'function', version: '1.0.0' },
      do: [{ function: document }],
    }),
  );
  if (parsed.ok) return parsed.value.workflow;
  const [first] = parsed.detail.filter(({ severity }) => severity === 'error');
  throw callFailed('configuration', `The function at ${at.uri} cannot be run: ${first?.message ?? 'it is no task'}`);
}

function whereIs(wanted: JsonObject): EndpointOf {
  if (wanted['kind'] === 'uri') return { uri: rawUri(textAt(wanted, 'uri') ?? ''), authentication: null };
  const name = textAt(wanted, 'name') ?? '';
  const version = textAt(wanted, 'version') ?? '';
  const catalog = textAt(wanted, 'catalog') ?? '';
  if (wanted['endpoint'] === null || wanted['endpoint'] === undefined) {
    throw callFailed('configuration', `There is no function "${name}:${version}" in the catalog "${catalog}"`);
  }
  const { uri, authentication } = endpoint(wanted, 'endpoint');
  return { uri: functionUri(uri, name, version), authentication };
}
