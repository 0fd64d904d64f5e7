import { compileWorkflow, parseDefinition, type CompiledWorkflow } from '@barrow/flow';
import { expect, test } from 'vitest';
import { advanceGuarded, beginGuarded } from './guarded-machine.ts';
import { mayRunLong } from './may-run-long.ts';

function compiled(text: string): CompiledWorkflow {
  const parsed = parseDefinition(`document: { dsl: '1.0.3', namespace: test, name: guard, version: '1.0.0' }\n${text}`);
  if (!parsed.ok) throw new Error('the definition is wrong');
  return compileWorkflow(parsed.value.workflow);
}

const moment = { nowMs: 0, random: () => 0 };
const text = 'a'.repeat(60);
const tooLong = { status: 'faulted', error: { status: 500, title: 'Runtime Error' } };

test('an expression whose pattern never ends faults the run as it begins', { timeout: 60_000 }, () => {
  const workflow = compiled(`do: [ { a: { set: { found: '\${ .text | test("(a+)+b") }' } } } ]`);
  expect(beginGuarded(workflow, { runId: 'r', input: { text } }, moment)).toMatchObject(tooLong);
  expect(beginGuarded(workflow, { runId: 'r', input: { text: 'aab' } }, moment)).toMatchObject({
    status: 'completed',
    output: { found: true },
  });
});

test('so does a schema', { timeout: 60_000 }, () => {
  const schema = '{ format: json, document: { properties: { text: { pattern: "^(a+)+$" } } } }';
  const workflow = compiled(`input: { schema: ${schema} }\ndo: [ { a: { set: { n: 1 } } } ]`);
  expect(beginGuarded(workflow, { runId: 'r', input: { text: `${text}!` } }, moment)).toMatchObject(tooLong);
});

test('a run that waits faults where it stands, and what it waited for is given up', { timeout: 60_000 }, () => {
  const workflow = compiled(`do: [ { hear: { listen: { to: { one: { with: { type: '(a+)+b' } } } } } } ]`);
  const waiting = beginGuarded(workflow, { runId: 'r', input: {} }, moment);
  const [listen] = waiting.effects;
  const key = listen !== undefined && 'key' in listen ? listen.key : '';
  const event = { specversion: '1.0', id: '1', source: 's', type: text };
  const faulted = advanceGuarded(workflow, waiting.state, { kind: 'event', key, event }, moment);
  expect(faulted).toMatchObject({ ...tooLong, effects: [{ kind: 'abandon', key }] });
});

test('only workflows that match patterns of somebody are watched', () => {
  const calm = [
    `do: [ { a: { set: { n: '\${ .contest + .n }' } } } ]`,
    `do: [ { a: { listen: { to: { one: { with: { type: 'com\\.shop\\.(sale|void)\\..*' } } } } } } ]`,
  ];
  for (const definition of calm) expect(mayRunLong(compiled(definition))).toBe(false);
  const risky = [
    `do: [ { a: { set: { n: '\${ .n | gsub("x"; "y") }' } } } ]`,
    `do: [ { a: { listen: { to: { one: { with: { type: '(a|aa)*b' } } } } } } ]`,
  ];
  for (const definition of risky) expect(mayRunLong(compiled(definition))).toBe(true);
});
