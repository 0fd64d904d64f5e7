import { expect, it } from 'vitest';
import { parseDefinition } from '../parse/parse-definition.ts';
import { lifecycleEvents } from './lifecycle-events.ts';
import { playRun } from './testing/play-run.ts';
import { workflowOf } from './testing/workflow-of.ts';

const call = "{ call: http, with: { method: get, endpoint: 'https://shop.example/' } }";

it('tells of the run and of each task, begun, ended and failed, each once', () => {
  const source = workflowOf(`do: [ { a: { set: { n: 1 } } }, { w: { wait: PT1S } }, { c: ${call} } ]`);
  const parsed = parseDefinition(source);
  if (!parsed.ok) throw new Error('wrong definition');
  const { journal } = playRun(source, { answer: () => ({ error: { type: 'urn:x', status: 500 } }) });
  const events = lifecycleEvents(parsed.value.workflow.document, 'run-1', journal);
  expect(
    events.map(({ type }) => (typeof type === 'string' ? type.replace(/^io\.serverlessworkflow\.|\.v1$/g, '') : type)),
  ).toEqual([
    'workflow.started',
    'task.created',
    'task.started',
    'task.completed',
    'task.created',
    'task.started',
    'task.completed',
    'task.created',
    'task.started',
    'task.faulted',
    'workflow.faulted',
  ]);
  expect(new Set(events.map((event) => event['id'])).size).toBe(events.length);
  expect(events[0]).toMatchObject({
    data: { name: 'case-run-1.test', definition: { name: 'case', version: '0.1.0' } },
  });
  expect(events[6]).toMatchObject({
    time: '1970-01-01T00:00:01.000Z',
    data: { task: '/do/1/w', completedAt: '1970-01-01T00:00:01.000Z' },
  });
  expect(events.at(-1)).toMatchObject({ data: { error: { status: 500, instance: '/do/2/c' } } });
});
