import {
  eachTask,
  externalSchemas,
  parseDefinition,
  pointerTo,
  segmentsOf,
  type Endpoint,
  type JsonObject,
  type JsonValue,
  type Pointer,
  type UriTemplate,
  type Workflow,
} from '@barrow/flow';
import { functionUri, rawUri } from '../../flow-calls/function-uri.ts';
import { fault } from '../../platform/fault.ts';

/** The document at an address; or, in words, why it is not to be had. */
export type FetchDocument = (uri: string) => Promise<{ readonly document: JsonValue } | { readonly problem: string }>;

/** Enough for anything sensible. */
const mostDocuments = 50;
/** Functions that call functions: each depth is fetched after the one above. */
const deepest = 3;

type Missing = { readonly pointer: Pointer; readonly uri: string; readonly put: (document: JsonValue) => void };

/**
 * A definition with all that stands elsewhere brought in: functions of catalogs and at URIs become its own, schemas stand inline. So a
 * published version never changes, whatever becomes of what it named, and needs nobody to run. Undefined when nothing stands elsewhere.
 * Throws DEFINITION_INVALID for what is not to be had.
 */
export async function linkDefinition(source: string, fetch: FetchDocument): Promise<string | undefined> {
  let fetched = 0;
  let linked: string | undefined;
  for (let depth = 0; ; depth += 1) {
    const parsed = parseDefinition(linked ?? source);
    // What is wrong with it is told by whoever reads it.
    if (!parsed.ok) return linked;
    const { workflow } = parsed.value;
    const document = structuredClone(workflow.source);
    const missing = [...missingFunctions(workflow, document, fetched), ...missingSchemas(workflow, document)];
    if (missing.length === 0) return linked;
    fetched += missing.length;
    if (fetched > mostDocuments) throw invalid('', `needs more than ${mostDocuments} documents from elsewhere`);
    if (depth === deepest)
      throw invalid(
        '',
        `calls functions from elsewhere that call others more than ${deepest} deep: do they call each other?`,
      );
    await Promise.all(
      missing.map(async ({ pointer, uri, put }) => {
        const answer = await fetch(uri);
        if ('problem' in answer) throw invalid(pointer, `needs ${uri}, which cannot be fetched: ${answer.problem}`);
        put(answer.document);
      }),
    );
    linked = JSON.stringify(document);
  }
}

function missingFunctions(workflow: Workflow, document: JsonObject, before: number): Missing[] {
  const names = new Map<string, string>();
  return eachTask(workflow).flatMap((task) => {
    if (task.kind !== 'call' || task.call.protocol !== 'function') return [];
    const { function: wanted } = task.call;
    if (wanted.kind === 'local' || (wanted.kind === 'catalog' && wanted.catalog === 'default' && !wanted.declared))
      return [];
    const pointer = pointerTo(task.pointer, 'call');
    const uri =
      wanted.kind === 'uri'
        ? rawUri(fixedUri(wanted.uri, pointer))
        : functionUri(catalogOf(workflow.use.catalogs[wanted.catalog], pointer), wanted.name, wanted.version);
    const known = names.get(uri);
    const name = known ?? `external-${before + names.size + 1}`;
    put(document, segmentsOf(pointer), name);
    if (known !== undefined) return [];
    names.set(uri, name);
    return [{ pointer, uri, put: (found: JsonValue) => put(document, ['use', 'functions', name], found) }];
  });
}

function missingSchemas(workflow: Workflow, document: JsonObject): Missing[] {
  return externalSchemas(workflow).map(({ pointer, resource }) => ({
    pointer,
    uri: fixedUri(endpointWithout(resource.endpoint, pointer).uri, pointer),
    put: (found) => put(document, segmentsOf(pointer), { format: 'json', document: found }),
  }));
}

function catalogOf(endpoint: Endpoint | undefined, pointer: Pointer): string {
  if (endpoint === undefined) throw invalid(pointer, 'names a catalog that there is not');
  return fixedUri(endpointWithout(endpoint, pointer).uri, pointer);
}

function endpointWithout(endpoint: Endpoint, pointer: Pointer): Endpoint {
  if (endpoint.authentication === null) return endpoint;
  throw invalid(pointer, 'stands where authentication is asked for: it is fetched at publication, without secrets');
}

function fixedUri(uri: UriTemplate, pointer: Pointer): string {
  if (uri.kind === 'uri' && uri.parts.every((part) => typeof part === 'string')) return uri.parts.join('');
  throw invalid(pointer, 'must be a fixed address: it is fetched at publication, when no run is there to ask');
}

/** Puts a value where segments lead to; maps on the way are made where there are none. */
function put(document: JsonObject, segments: readonly string[], value: JsonValue): void {
  let holder: object = document;
  for (const segment of segments.slice(0, -1)) {
    const inner: unknown = Reflect.get(holder, segment);
    if (typeof inner === 'object' && inner !== null) holder = inner;
    else {
      const made = {};
      Reflect.set(holder, segment, made);
      holder = made;
    }
  }
  Reflect.set(holder, segments.at(-1) ?? '', value);
}

function invalid(pointer: Pointer, detail: string) {
  return fault('unprocessable', 'DEFINITION_INVALID', `${pointer} ${detail}.`, [{ pointer, detail }]);
}
