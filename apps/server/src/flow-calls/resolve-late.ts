import type { JsonObject, JsonValue } from '@barrow/flow';
import { compile, JqError, JqSyntaxError } from '@barrow/jq';
import { callFailed } from './call-outcome.ts';
import { withinTime } from '../platform/within-time.ts';
import { isList, isMap } from './read-json.ts';

/** For one expression; a regular expression may need very long. */
const longestMs = 1_000;

/** A part of a request whose expression mentions secrets: evaluated here, at the edge, and kept nowhere. */
export type LatePart = {
  readonly pointer: string;
  readonly source: string;
  readonly data: JsonValue;
  readonly variables: JsonObject;
};

/** `$secrets.name`, `$secrets["name"]` and `$secrets."name"`. */
const mention = /\$secrets\s*(?:\.\s*([A-Za-z_]\w*)|\.?\s*\[?\s*"([^"\\]*)"\s*\]?)/g;

/**
 * A request with its late parts evaluated. A secret that is mentioned and not there is an authorization error; an expression that fails is
 * an expression error, whose text does not repeat what it was given.
 */
export function resolveLate(
  request: JsonObject,
  late: readonly LatePart[],
  secret: (name: string) => JsonValue | undefined,
  declared: readonly string[],
): JsonObject {
  const whole = structuredClone(request);
  const secrets: Record<string, JsonValue> = {};
  for (const name of declared) {
    const value = secret(name);
    if (value !== undefined) secrets[name] = value;
  }
  for (const part of late) {
    for (const [, plain, quoted = ''] of part.source.matchAll(mention)) {
      const name = plain ?? quoted;
      if (!Object.hasOwn(secrets, name))
        throw callFailed('authorization', `There is no secret "${name}" for this workflow`);
    }
    put(whole, part.pointer, evaluate(part, secrets));
  }
  return whole;
}

/** The value of an expression for some data; several outputs are a list. What is wrong with it is an expression error. */
export function evaluate({ source, data, variables }: Omit<LatePart, 'pointer'>, secrets: JsonObject): JsonValue {
  const names = [...Object.keys(variables), 'secrets'];
  try {
    const program = compile(source, { variables: names });
    const evaluated = withinTime(() => program.run(data, { ...variables, secrets }), longestMs);
    if (!evaluated.ok) throw callFailed('expression', `"${source}" took too long`);
    const outputs = evaluated.value;
    return outputs.length === 1 ? (outputs[0] ?? null) : outputs.length === 0 ? null : [...outputs];
  } catch (error) {
    if (error instanceof JqError || error instanceof JqSyntaxError) {
      throw callFailed('expression', `"${source}" could not be evaluated`);
    }
    throw error;
  }
}

function put(whole: JsonObject, pointer: string, value: JsonValue): void {
  const segments = pointer.split('/').slice(1);
  const last = segments.pop();
  let holder: JsonValue | undefined = whole;
  for (const segment of segments) holder = stepInto(holder, unescape(segment));
  if (last !== undefined && (isMap(holder) || isList(holder))) Reflect.set(holder, unescape(last), value);
}

function stepInto(holder: JsonValue | undefined, segment: string): JsonValue | undefined {
  if (isList(holder)) return holder[Number(segment)];
  return isMap(holder) ? holder[segment] : undefined;
}

function unescape(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
