import type { ErrorDefinition, ErrorFilter, RetryPolicy } from '../definition/error.ts';
import type { Duration, Template } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { didYouMean } from '../source/suggest.ts';
import { readDuration } from './read-duration.ts';
import { readExpression, readTemplate } from './read-expression.ts';
import { readUri } from './read-uri.ts';
import { isObject, readFields, readInteger, readOneOf, readText, typeName, type Fields } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

const properties = ['type', 'status', 'instance', 'title', 'detail'];

/** Reads the error of a `raise`: a definition or the name of one. */
export function readError(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): ErrorDefinition {
  if (typeof value !== 'string') return readErrorDefinition(reading, null, value ?? {}, pointer, scope);
  const known = reading.declared.errors;
  const found = known.get(value);
  if (found !== undefined) return found;
  const message = `There is no error "${value}" in use.errors.${didYouMean(value, known.keys())}`;
  reading.report('unknown-reference', pointer, message);
  return { ...noError, pointer, name: value };
}

const noError = { type: { kind: 'uri', parts: [] }, status: 500, instance: null, title: null, detail: null } as const;

export function readErrorDefinition(
  reading: Reading,
  name: string | null,
  value: JsonValue,
  pointer: Pointer,
  scope: Scope,
): ErrorDefinition {
  const fields = readFields(reading, value, pointer, { what: 'an error', properties, required: ['type', 'status'] });
  const instance = fields.get('instance');
  const isPointer = typeof instance !== 'string' || instance.includes('${') || /^(\/([^~]|~[01])*)?$/.test(instance);
  if (!isPointer) {
    reading.report(
      'invalid-value',
      fields.at('instance'),
      `"${instance}" is no JSON Pointer. It begins with "/", such as /do/0/pay.`,
    );
  }
  return {
    pointer,
    name,
    type: fields.has('type')
      ? readUri(reading, fields.get('type'), fields.at('type'), 'the type', scope)
      : noError.type,
    status: readInteger(reading, fields.get('status'), fields.at('status'), 'the status', 100, 599) ?? noError.status,
    instance: textTemplate(reading, fields, 'instance', scope),
    title: textTemplate(reading, fields, 'title', scope),
    detail: textTemplate(reading, fields, 'detail', scope),
  };
}

function textTemplate(reading: Reading, fields: Fields, name: string, scope: Scope): Template | null {
  const value = fields.get(name);
  if (value === undefined) return null;
  return readTemplate(reading, readText(reading, value, fields.at(name), `the ${name}`), fields.at(name), scope);
}

/** Reads `catch.errors`. */
export function readErrorFilter(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): ErrorFilter {
  const outer = readFields(reading, value ?? {}, pointer, { what: 'a filter of errors', properties: ['with'] });
  const within = outer.get('with');
  const what = 'the "with" of a filter of errors';
  const fields = readFields(reading, within ?? {}, outer.at('with'), { what, properties });
  if (isObject(within) && Object.keys(within).length === 0) {
    reading.report('empty', outer.at('with'), 'This filter names nothing. Remove "errors" to catch every error.');
  }
  const status = fields.get('status');
  const statusIsText = typeof status === 'string' && status.includes('${');
  if (!statusIsText) readInteger(reading, status, fields.at('status'), 'the status', 100, 599);
  return {
    type: textTemplate(reading, fields, 'type', scope),
    status: status === undefined ? null : readTemplate(reading, status, fields.at('status'), scope),
    instance: textTemplate(reading, fields, 'instance', scope),
    title: textTemplate(reading, fields, 'title', scope),
    detail: textTemplate(reading, fields, 'detail', scope),
  };
}

/** Reads `catch.retry`: a policy or the name of one. */
export function readRetry(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): RetryPolicy | null {
  if (value === undefined) return null;
  if (typeof value !== 'string') return readRetryPolicy(reading, null, value, pointer, scope);
  const known = reading.declared.retries;
  const found = known.get(value);
  if (found === undefined) {
    const message = `There is no retry policy "${value}" in use.retries.${didYouMean(value, known.keys())}`;
    reading.report('unknown-reference', pointer, message);
  }
  return found ?? null;
}

const backoffs = ['constant', 'exponential', 'linear'] as const;

export function readRetryPolicy(
  reading: Reading,
  name: string | null,
  value: JsonValue,
  pointer: Pointer,
  scope: Scope,
): RetryPolicy {
  const fields = readFields(reading, value, pointer, {
    what: 'a retry policy',
    properties: ['when', 'exceptWhen', 'delay', 'backoff', 'limit', 'jitter'],
  });
  const nested = (
    owner: Fields,
    field: string,
    what: string,
    names: readonly string[],
    required: readonly string[] = [],
  ): Fields =>
    readFields(reading, owner.get(field) ?? Object.fromEntries(required.map((key) => [key, 'PT0S'])), owner.at(field), {
      what,
      properties: names,
      required,
    });
  const backoff = nested(fields, 'backoff', 'a backoff', backoffs);
  const kind = fields.has('backoff') ? readOneOf(reading, backoff, 'a backoff', backoffs) : 'constant';
  const definition = kind === null ? undefined : backoff.get(kind);
  if (kind !== null && definition !== undefined && !isObject(definition)) {
    reading.report('wrong-type', backoff.at(kind), `This is ${typeName(definition)}; write "${kind}: {}".`);
  }
  const limit = nested(fields, 'limit', 'a retry limit', ['attempt', 'duration']);
  const attempt = nested(limit, 'attempt', 'the limit of attempts', ['count', 'duration']);
  const jitter = nested(fields, 'jitter', 'a jitter', ['from', 'to'], ['from', 'to']);
  const duration = (owner: Fields, field: string): Duration | null =>
    readDuration(reading, owner.get(field), owner.at(field), scope);
  const from = fields.has('jitter') ? duration(jitter, 'from') : null;
  const to = fields.has('jitter') ? duration(jitter, 'to') : null;
  if (from?.kind === 'fixed' && to?.kind === 'fixed' && from.durationMs > to.durationMs) {
    reading.report('invalid-value', jitter.at('to'), 'The jitter ends before it begins: "to" is less than "from".');
  }
  return {
    pointer,
    name,
    when: readExpression(reading, fields.get('when'), fields.at('when'), '"when"', scope),
    exceptWhen: readExpression(reading, fields.get('exceptWhen'), fields.at('exceptWhen'), '"exceptWhen"', scope),
    delay: duration(fields, 'delay'),
    backoff: backoffs.find((candidate) => candidate === kind) ?? 'constant',
    limit: {
      attemptCount: readInteger(
        reading,
        attempt.get('count'),
        attempt.at('count'),
        'the number of attempts',
        0,
        1_000_000,
      ),
      attemptDuration: duration(attempt, 'duration'),
      duration: duration(limit, 'duration'),
    },
    jitter: from !== null && to !== null ? { from, to } : null,
  };
}
