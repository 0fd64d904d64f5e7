import { checkData } from '../data/check-data.ts';
import type { FunctionReference } from '../definition/call.ts';
import type { Template } from '../definition/expression.ts';
import type { JsonObject, JsonValue } from '../definition/json.ts';
import { pointerTo, type Pointer } from '../definition/pointer.ts';
import type { CallTask, RunTask } from '../definition/task.ts';
import type { ParsedDefinition } from '../parse/parse-definition.ts';
import type { Position, Problem, ProblemCode } from '../source/problem.ts';
import { didYouMean, listed } from '../source/suggest.ts';
import { eachTask } from './each-task.ts';
import { newestVersion, type Environment, type KnownFunction } from './environment.ts';

type Report = (code: ProblemCode, pointer: Pointer, message: string) => void;

/**
 * Checks a definition against where it is to run: functions with their arguments, secrets, workflows, what policy allows. Gives
 * nothing when it can run there.
 */
export function validateDefinition(
  { workflow, positionOf }: Pick<ParsedDefinition, 'workflow' | 'positionOf'>,
  environment: Environment,
): readonly Problem[] {
  const problems: Problem[] = [];
  const report: Report = (code, pointer, message) => {
    const position: Position = positionOf(pointer);
    problems.push({ severity: 'error', code, message, pointer, ...position });
  };
  const { secrets } = environment;
  if (secrets !== null) {
    for (const [index, name] of workflow.use.secrets.entries()) {
      if (secrets.has(name)) continue;
      const message = `There is no secret "${name}" here. Store it first.${didYouMean(name, secrets)}`;
      report('unknown-reference', pointerTo('/use/secrets', index), message);
    }
  }
  for (const task of eachTask(workflow)) {
    if (task.kind === 'call') validateCall(task, environment, report);
    if (task.kind === 'run') validateRun(task, environment, report);
  }
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function validateCall({ call, pointer }: CallTask, environment: Environment, report: Report): void {
  if (call.protocol === 'mcp' && call.transport.kind === 'stdio' && !environment.policy.processes.has('shell')) {
    const message =
      'Policy: commands are not run here, so an MCP server cannot be reached by stdio. Use its HTTP transport.';
    report('policy', pointerTo(pointer, 'with', 'transport', 'stdio'), message);
  }
  if (call.protocol !== 'function' || call.function.kind !== 'catalog') return;
  const offered = environment.catalogs.get(call.function.catalog);
  if (offered === undefined) return;
  const known = findFunction(call.function, offered, pointerTo(pointer, 'call'), report);
  if (known !== null) validateArguments(call.arguments, known.input, pointerTo(pointer, 'with'), report);
}

function findFunction(
  { name, version, catalog }: Extract<FunctionReference, { kind: 'catalog' }>,
  offered: readonly KnownFunction[],
  pointer: Pointer,
  report: Report,
): KnownFunction | null {
  const versions = offered.filter((one) => one.name === name);
  if (versions.length === 0) {
    const names = new Set(offered.map((one) => one.name));
    report(
      'unknown-reference',
      pointer,
      `The catalog "${catalog}" has no function "${name}".${didYouMean(name, names)}`,
    );
    return null;
  }
  const numbers = versions.map((one) => one.version);
  const wanted = version === 'latest' ? newestVersion(numbers) : version;
  const found = versions.find((one) => one.version === wanted);
  if (found === undefined) {
    const message = `The function "${name}" has no version ${version}. There is ${listed(numbers, 'and')}.`;
    report('unknown-reference', pointer, message);
  }
  return found ?? null;
}

/** What can be said before a run: all of it for constant arguments; names and constant parts for others. */
function validateArguments(given: Template, schema: JsonValue, pointer: Pointer, report: Report): void {
  if (given.kind === 'literal') {
    for (const fault of checkData(schema, given.value)) {
      report('invalid-arguments', pointer + fault.pointer, `This argument ${fault.message}.`);
    }
    return;
  }
  if (given.kind !== 'object' || !isObject(schema)) return;
  const names = new Set(given.entries.map((entry) => entry.name));
  for (const name of texts(schema['required'])) {
    if (!names.has(name)) report('invalid-arguments', pointer, `The argument "${name}" is missing. Add it.`);
  }
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  for (const { name, value } of given.entries) {
    const inner = pointerTo(pointer, name);
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property !== undefined) validateArguments(value, withDefinitions(property, schema), inner, report);
    else if (schema['additionalProperties'] === false && schema['patternProperties'] === undefined) {
      report('invalid-arguments', inner, `There is no argument "${name}".${didYouMean(name, Object.keys(properties))}`);
    }
  }
}

/** A part of a schema with what its references lead to. */
function withDefinitions(part: JsonValue, whole: JsonObject): JsonValue {
  if (!isObject(part)) return part;
  const definitions = whole['$defs'];
  return definitions === undefined || part['$defs'] !== undefined ? part : { ...part, $defs: definitions };
}

function validateRun({ run, pointer }: RunTask, { policy, workflows }: Environment, report: Report): void {
  const at = pointerTo(pointer, 'run', run.process);
  if (!policy.processes.has(run.process)) {
    const instead = policy.processes.has('script') ? ' Use a script, a function or a call instead.' : '';
    const what = { shell: 'shell commands', container: 'containers', script: 'scripts', workflow: 'workflows' }[
      run.process
    ];
    report('policy', at, `Policy: ${what} are not run here.${instead}`);
    return;
  }
  if (run.process === 'script' && !policy.scriptLanguages.has(run.language)) {
    const languages = listed([...policy.scriptLanguages]);
    report(
      'policy',
      pointerTo(at, 'language'),
      `Policy: scripts in ${run.language} are not run here. Write it in ${languages}.`,
    );
  }
  if (run.process !== 'workflow' || workflows === null) return;
  const named = workflows.filter((one) => one.namespace === run.namespace && one.name === run.name);
  if (named.length === 0) {
    const names = workflows.map((one) => `${one.namespace}/${one.name}`);
    const wanted = `${run.namespace}/${run.name}`;
    report('unknown-reference', at, `There is no workflow "${wanted}" here.${didYouMean(wanted, names)}`);
  } else if (run.version !== 'latest' && !named.some((one) => one.version === run.version)) {
    const versions = listed(
      named.map((one) => one.version),
      'and',
    );
    const message = `The workflow "${run.name}" has no version ${run.version}. There is ${versions}.`;
    report('unknown-reference', pointerTo(at, 'version'), message);
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
