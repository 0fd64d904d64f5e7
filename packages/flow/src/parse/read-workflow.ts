import type { JsonObject, JsonValue } from '../definition/json.ts';
import type { DocumentInfo, Schedule, Workflow } from '../definition/workflow.ts';
import { cronFault } from '../schedule/parse-cron.ts';
import { isDnsLabel, isVersion } from './names.ts';
import { readReadAs } from './read-bodies.ts';
import { readInput, readOutput } from './read-data-flow.ts';
import { readDuration } from './read-duration.ts';
import { readStrategy } from './read-event.ts';
import { readTimeout } from './read-timeout.ts';
import { readUse } from './read-use.ts';
import {
  isObject,
  readAnyObject,
  readChoice,
  readEntries,
  readFields,
  readText,
  readTextOr,
  type Fields,
} from './read-values.ts';
import type { Reading } from './reading.ts';
import { noLocals, scopeOf } from './scope.ts';

const properties = ['document', 'input', 'use', 'do', 'timeout', 'output', 'schedule', 'evaluate'];

/** Which mode expressions are read in; asked before anything else is read. */
export function modeOf(value: JsonValue): 'strict' | 'loose' {
  const evaluate = isObject(value) ? value['evaluate'] : undefined;
  return isObject(evaluate) && evaluate['mode'] === 'loose' ? 'loose' : 'strict';
}

export function readWorkflow(reading: Reading, value: JsonValue): Workflow {
  const required = ['document', 'do'];
  const fields = readFields(reading, value, '', { what: 'a definition', properties, required });
  const source: JsonObject = isObject(value) ? value : {};
  const document = readDocumentInfo(reading, fields.get('document'), fields);
  const use = readUse(reading, fields.get('use'), fields.at('use'));
  const inputScope = scopeOf('workflow input', noLocals);
  const outputScope = scopeOf('workflow output', noLocals);
  const tasks = fields.get('do');
  if (Array.isArray(tasks) && tasks.length === 0) {
    reading.report('empty', fields.at('do'), 'This workflow does nothing. Add a task.');
  }
  return {
    source,
    document,
    input: readInput(reading, fields.get('input'), fields.at('input'), inputScope),
    output: readOutput(reading, fields.get('output'), fields.at('output'), 'an output', outputScope),
    use,
    tasks: tasks === undefined ? [] : reading.tasks(tasks, fields.at('do'), noLocals),
    timeout: readTimeout(reading, fields.get('timeout'), fields.at('timeout'), inputScope),
    schedule: readSchedule(reading, fields),
    evaluate: readEvaluate(reading, fields),
  };
}

function readDocumentInfo(reading: Reading, value: JsonValue | undefined, root: Fields): DocumentInfo {
  const fields = readFields(reading, value ?? {}, root.at('document'), {
    what: '"document"',
    properties: ['dsl', 'namespace', 'name', 'version', 'title', 'summary', 'tags', 'metadata'],
    required: value === undefined ? [] : ['dsl', 'namespace', 'name', 'version'],
  });
  const text = (name: string): string => readText(reading, fields.get(name), fields.at(name), `the ${name}`);
  const label = (name: string): string => {
    const read = text(name);
    if (read !== '' && !isDnsLabel(read)) {
      const message = `"${read}" is no ${name}. It has up to 63 letters, digits and dashes, no dash at the ends.`;
      reading.report('invalid-name', fields.at(name), message);
    }
    return read;
  };
  const version = (name: string, example: string): string => {
    const read = text(name);
    if (read !== '' && !isVersion(read)) {
      reading.report(
        'invalid-version',
        fields.at(name),
        `"${read}" is no semantic version. Write for example '${example}'.`,
      );
    }
    return read;
  };
  const dsl = version('dsl', '1.0.3');
  if (isVersion(dsl) && !dsl.startsWith('1.')) {
    reading.report('unsupported', fields.at('dsl'), `Version ${dsl} of the language is not supported. Write '1.0.3'.`);
  }
  const tags = readEntries(reading, fields.get('tags'), fields.at('tags'), '"tags"').map(
    ({ name, value: tag, pointer }): [string, string] => [
      name,
      typeof tag === 'object' ? readText(reading, tag ?? 0, pointer, 'a tag') : String(tag),
    ],
  );
  return {
    dsl,
    namespace: label('namespace'),
    name: label('name'),
    version: version('version', '1.0.0'),
    title: readTextOr(reading, fields.get('title'), fields.at('title'), 'the title', null),
    summary: readTextOr(reading, fields.get('summary'), fields.at('summary'), 'the summary', null),
    tags: Object.fromEntries(tags),
    metadata: readAnyObject(reading, fields.get('metadata'), fields.at('metadata'), '"metadata"'),
  };
}

function readSchedule(reading: Reading, root: Fields): Schedule | null {
  const value = root.get('schedule');
  if (value === undefined) return null;
  const pointer = root.at('schedule');
  const starts = ['every', 'cron', 'after', 'on'];
  const fields = readFields(reading, value, pointer, { what: 'a schedule', properties: [...starts, 'read'] });
  if (isObject(value) && !starts.some((name) => fields.has(name) || fields.meant.has(name)) && !fields.has('read')) {
    reading.report('missing-property', pointer, 'A schedule needs every, cron, after or on. Add one.', 'key');
  }
  if (fields.has('read') && !fields.has('on')) {
    reading.report('conflict', fields.at('read'), '"read" goes with "on" only. Add "on" or remove it.', 'key');
  }
  const scope = scopeOf('schedule', noLocals);
  const every = readDuration(reading, fields.get('every'), fields.at('every'), scope);
  if (every?.kind === 'fixed' && every.durationMs === 0 && isFine(fields.get('every'))) {
    reading.report('invalid-duration', fields.at('every'), 'An interval is longer than nothing.');
  }
  const cron = fields.has('cron')
    ? readText(reading, fields.get('cron'), fields.at('cron'), 'the cron expression')
    : null;
  const fault = cron === null || cron === '' ? null : cronFault(cron);
  if (fault !== null) reading.report('invalid-cron', fields.at('cron'), fault);
  const on = fields.get('on');
  return {
    pointer,
    every,
    cron,
    after: readDuration(reading, fields.get('after'), fields.at('after'), scope),
    on: on === undefined ? null : readStrategy(reading, on, fields.at('on'), scope),
    read: readReadAs(reading, fields.get('read'), fields.at('read')),
  };
}

/** A duration of no length that was read without a report of its own. */
function isFine(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') return /^P(T?0[A-Z])+$/.test(value);
  return isObject(value) && Object.keys(value).length > 0 && Object.values(value).every((part) => part === 0);
}

function readEvaluate(reading: Reading, root: Fields): Workflow['evaluate'] {
  const shape = { what: '"evaluate"', properties: ['language', 'mode'] };
  const fields = readFields(reading, root.get('evaluate') ?? {}, root.at('evaluate'), shape);
  const language = readTextOr(reading, fields.get('language'), fields.at('language'), 'the language', 'jq');
  if (language !== 'jq' && language !== '') {
    const message = `Expressions in "${language}" are not supported. Write them in jq and remove "language".`;
    reading.report('unsupported', fields.at('language'), message);
  }
  const mode = readChoice(
    reading,
    fields.get('mode'),
    fields.at('mode'),
    'an evaluation mode',
    ['strict', 'loose'],
    'strict',
  );
  return { language: 'jq', mode };
}
