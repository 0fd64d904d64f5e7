import type { JsonObject, JsonValue } from '@barrow/flow';
import type { EndpointOf } from './call-request.ts';
import { parse } from 'yaml';
import type { CallContext } from './call-context.ts';
import { callFailed, statusFailed } from './call-outcome.ts';
import { exchange } from './exchange.ts';
import { isMap, isParsed, parseJson } from './read-json.ts';

/** The text behind an endpoint, with its URL after redirects. */
export async function fetchText(context: CallContext, at: EndpointOf): Promise<{ text: string; url: string }> {
  const outgoing = { method: 'GET', url: at.uri, headers: { accept: '*/*' }, redirects: true };
  const answer = await exchange(context, outgoing, at.authentication);
  if (answer.status < 200 || answer.status > 299) {
    throw statusFailed(answer.status, `The document ${at.uri} answered with status ${answer.status}`);
  }
  return { text: Buffer.from(answer.body).toString(), url: answer.url };
}

/** A JSON or YAML document that describes a service. */
export async function fetchDocument(
  context: CallContext,
  at: EndpointOf,
): Promise<{ document: JsonObject; url: string }> {
  const { text, url } = await fetchText(context, at);
  return { document: parseDocument(text, at.uri), url };
}

function parseDocument(text: string, uri: string): JsonObject {
  const value = text.trimStart().startsWith('{') ? parseJson(text) : parseYaml(text);
  if (isMap(value)) return value;
  throw callFailed('configuration', `${uri} is no JSON or YAML document`);
}

function parseYaml(text: string): JsonValue | undefined {
  try {
    const value: unknown = parse(text, { maxAliasCount: 100 });
    return isParsed(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
