import { externalSchemas, type ExternalSchema, type JsonValue, type Workflow } from '@barrow/flow';
import type { CallContext } from '../flow-calls/call-context.ts';
import { CallFailed } from '../flow-calls/call-outcome.ts';
import { fetchDocument } from '../flow-calls/fetch-document.ts';

/**
 * The documents of a workflow's schemas that stand elsewhere, by pointer. One that is not to be had is left out, and a value held to it
 * faults. Fetched without authentication, as policies may need a run's data.
 */
export async function fetchSchemas(context: CallContext, workflow: Workflow): Promise<ReadonlyMap<string, JsonValue>> {
  const fetched = await Promise.all(externalSchemas(workflow).map((schema) => fetchSchema(context, schema)));
  return new Map(fetched.flatMap((one) => (one === null ? [] : [one])));
}

async function fetchSchema(
  context: CallContext,
  { pointer, resource }: ExternalSchema,
): Promise<readonly [string, JsonValue] | null> {
  const { uri } = resource.endpoint;
  if (uri.kind !== 'uri' || !uri.parts.every((part) => typeof part === 'string')) return null;
  try {
    const { document } = await fetchDocument(context, { uri: uri.parts.join(''), authentication: null });
    return [pointer, document];
  } catch (error) {
    if (error instanceof CallFailed) return null;
    throw error;
  }
}
