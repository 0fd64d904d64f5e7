import type {
  ContainerProcess,
  RunProcess,
  ScriptProcess,
  ShellProcess,
  WorkflowProcess,
} from '../definition/run-process.ts';
import type { Template } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { RunTask } from '../definition/task.ts';
import { isDnsLabel, isVersion } from './names.ts';
import { readArguments } from './read-arguments.ts';
import { readDuration } from './read-duration.ts';
import { readTemplate, readTransformation } from './read-expression.ts';
import { readResource } from './read-resource.ts';
import { isObject, readBoolean, readChoice, readFields, readOneOf, readText, type Fields } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

const kinds = ['container', 'script', 'shell', 'workflow'] as const;
const returns = ['stdout', 'stderr', 'code', 'all', 'none'] as const;

export function readRun(
  reading: Reading,
  value: JsonValue,
  pointer: Pointer,
  scope: Scope,
): Pick<RunTask, 'run' | 'await' | 'return'> {
  const what = 'a "run"';
  const fields = readFields(reading, value, pointer, { what, properties: [...kinds, 'await', 'return'] });
  if (isObject(value)) readOneOf(reading, fields, what, kinds);
  const kind = kinds.find((candidate) => fields.has(candidate)) ?? 'shell';
  return {
    run: readers[kind](reading, fields.get(kind) ?? {}, fields.at(kind), scope, fields.has(kind)),
    await: readBoolean(reading, fields.get('await'), fields.at('await'), '"await"', true),
    return: readChoice(reading, fields.get('return'), fields.at('return'), 'a kind of result', returns, 'stdout'),
  };
}

type ReadProcess<Kind extends RunProcess> = (
  reading: Reading,
  value: JsonValue,
  pointer: Pointer,
  scope: Scope,
  given: boolean,
) => Kind;

const text = (reading: Reading, fields: Fields, name: string, scope: Scope): Template | null => {
  const value = fields.get(name);
  if (value === undefined) return null;
  return readTemplate(reading, readText(reading, value, fields.at(name), `"${name}"`), fields.at(name), scope);
};
const map = (reading: Reading, fields: Fields, name: string, scope: Scope): Template | null =>
  readTransformation(reading, fields.get(name), fields.at(name), `"${name}"`, scope);
const nothing: Template = { kind: 'literal', value: '' };

const readContainer: ReadProcess<ContainerProcess> = (reading, value, pointer, scope) => {
  const properties = [
    'image',
    'name',
    'command',
    'ports',
    'volumes',
    'environment',
    'stdin',
    'arguments',
    'lifetime',
    'pullPolicy',
  ];
  const fields = readFields(reading, value, pointer, { what: 'a container', properties, required: ['image'] });
  return {
    process: 'container',
    image: text(reading, fields, 'image', scope) ?? nothing,
    name: text(reading, fields, 'name', scope),
    command: text(reading, fields, 'command', scope),
    ports: map(reading, fields, 'ports', scope),
    volumes: map(reading, fields, 'volumes', scope),
    environment: map(reading, fields, 'environment', scope),
    stdin: text(reading, fields, 'stdin', scope),
    arguments: readArguments(reading, fields, scope),
    cleanup: readLifetime(reading, fields.get('lifetime'), fields.at('lifetime'), scope),
    pullPolicy: readChoice(
      reading,
      fields.get('pullPolicy'),
      fields.at('pullPolicy'),
      'a pull policy',
      ['ifNotPresent', 'always', 'never'],
      'ifNotPresent',
    ),
  };
};

function readLifetime(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): ContainerProcess['cleanup'] {
  if (value === undefined) return { kind: 'never' };
  const shape = { what: 'a lifetime', properties: ['cleanup', 'after'], required: ['cleanup'] };
  const fields = readFields(reading, value, pointer, shape);
  const policies = ['always', 'never', 'eventually'] as const;
  const kind = readChoice(reading, fields.get('cleanup'), fields.at('cleanup'), 'a cleanup policy', policies, 'never');
  const after = readDuration(reading, fields.get('after'), fields.at('after'), scope);
  if (kind !== 'eventually') {
    if (after !== null && fields.has('cleanup')) {
      reading.report(
        'conflict',
        fields.at('after'),
        `"after" goes with a cleanup of "eventually" only. Remove it.`,
        'key',
      );
    }
    return { kind };
  }
  if (after === null)
    reading.report('missing-property', pointer, 'A cleanup of "eventually" needs "after". Add it.', 'key');
  return { kind, after: after ?? { kind: 'fixed', durationMs: 0 } };
}

const readScript: ReadProcess<ScriptProcess> = (reading, value, pointer, scope) => {
  const properties = ['language', 'code', 'source', 'stdin', 'arguments', 'environment'];
  const fields = readFields(reading, value, pointer, { what: 'a script', properties, required: ['language'] });
  const kind = isObject(value) ? readOneOf(reading, fields, 'a script', ['code', 'source']) : null;
  const written = fields.get('language');
  const language = written === 'javascript' ? 'js' : written;
  return {
    process: 'script',
    language: readChoice(reading, language, fields.at('language'), 'a language of scripts', ['js', 'python'], 'js'),
    code:
      kind === 'source'
        ? {
            kind: 'external',
            resource: readResource(reading, fields.get('source'), fields.at('source'), 'a source', scope),
          }
        : { kind: 'inline', text: readText(reading, fields.get('code'), fields.at('code'), 'the code') },
    stdin: text(reading, fields, 'stdin', scope),
    arguments: readArguments(reading, fields, scope),
    environment: map(reading, fields, 'environment', scope),
  };
};

const readShell: ReadProcess<ShellProcess> = (reading, value, pointer, scope, given) => {
  const properties = ['command', 'stdin', 'arguments', 'environment'];
  const shape = { what: 'a shell command', properties, required: given ? ['command'] : [] };
  const fields = readFields(reading, value, pointer, shape);
  return {
    process: 'shell',
    command: text(reading, fields, 'command', scope) ?? nothing,
    stdin: text(reading, fields, 'stdin', scope),
    arguments: readArguments(reading, fields, scope),
    environment: map(reading, fields, 'environment', scope),
  };
};

const readWorkflowProcess: ReadProcess<WorkflowProcess> = (reading, value, pointer, scope) => {
  const fields = readFields(reading, value, pointer, {
    what: 'a workflow to run',
    properties: ['namespace', 'name', 'version', 'input'],
    required: ['namespace', 'name', 'version'],
  });
  const label = (name: string): string => {
    const label = readText(reading, fields.get(name), fields.at(name), `the ${name}`);
    if (label !== '' && !isDnsLabel(label)) {
      reading.report(
        'invalid-name',
        fields.at(name),
        `"${label}" is no ${name}. It has up to 63 letters, digits and dashes, no dash at the ends.`,
      );
    }
    return label;
  };
  const version = readText(reading, fields.get('version'), fields.at('version'), 'the version');
  if (version !== '' && version !== 'latest' && !isVersion(version)) {
    reading.report(
      'invalid-version',
      fields.at('version'),
      `"${version}" is no semantic version. Write for example 1.0.0, or latest.`,
    );
  }
  const namespace = label('namespace');
  return { process: 'workflow', namespace, name: label('name'), version, input: map(reading, fields, 'input', scope) };
};

const readers = {
  container: readContainer,
  script: readScript,
  shell: readShell,
  workflow: readWorkflowProcess,
} as const;
