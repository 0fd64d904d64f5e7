import { parseDefinition, type JsonObject, type JsonValue, type Workflow } from '@barrow/flow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendJson, startService, type Service } from '../flow-calls/call-fixture.ts';
import { createVirtualClock } from './clock.ts';
import { runInProcess, type RunOptions } from './run-in-process.ts';
import { tasksOf } from './tasks-of.ts';

const communication = 'https://open-workflow-specification.org/spec/1.0.0/errors/communication';
let service: Service;
let failuresLeft = 0;
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

beforeAll(async () => {
  service = await startService(({ method, url, headers, body }, response) => {
    const { pathname } = new URL(url, 'http://x');
    if (pathname === '/pet/1') sendJson(response, { id: 1, name: 'milou', status: 'available' });
    else if (pathname === '/flaky') {
      failuresLeft -= 1;
      sendJson(response, { key: headers['idempotency-key'] }, failuresLeft >= 0 ? 503 : 200);
    } else if (pathname === '/slow') setTimeout(() => sendJson(response, { slow: true }), 300);
    else if (pathname === '/echo') sendJson(response, { method, url, authorization: headers.authorization, body });
    else if (pathname === '/schema.json') sendJson(response, { type: 'object', required: ['n'] });
    else if (pathname === '/functions/greet/1.0.0/function.yaml') {
      response.end(
        'input: { schema: { document: { type: object, required: [name] } } }\nset: { greeting: "${ \\"Hello \\" + .name }" }\n',
      );
    } else if (pathname === '/openapi.json') {
      const operation = {
        operationId: 'getPet',
        parameters: [{ name: 'petId', in: 'path', required: true, schema: {} }],
      };
      sendJson(response, { openapi: '3.1.0', paths: { '/pet/{petId}': { get: operation } } });
    } else sendJson(response, { message: 'no such thing' }, 404);
  });
});
afterAll(() => service.close());

function workflow(text: string, name = 'main'): Workflow {
  const head = `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '1.0.0' }\n`;
  const parsed = parseDefinition(head + text.replaceAll('SERVICE', service.url));
  if (!parsed.ok) throw new Error(parsed.detail.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return parsed.value.workflow;
}

async function run(text: string, input: JsonValue = {}, more: Partial<RunOptions> = {}) {
  const result = await runInProcess({
    workflow: workflow(text),
    others: [],
    input,
    events: [],
    secrets: {},
    egress: service.context.egress,
    clock: createVirtualClock(Date.UTC(2026, 0, 1)),
    callTimeoutMs: 5_000,
    maxResponseBytes: 1_000_000,
    ...more,
  });
  const { journal, ...rest } = result;
  return { ...rest, tasks: tasksOf(journal) };
}

test('a call interpolates its URI from the input and puts out the content', async () => {
  const text = `do:
  - getPet:
      call: http
      with: { method: get, endpoint: 'SERVICE/pet/{petId}' }
      output: { as: .name }`;
  expect(await run(text, { petId: 1 })).toMatchObject({ status: 'completed', output: 'milou' });
});

test('a 404 is caught as a communication error that names its task', async () => {
  const text = `do:
  - tryGetPet:
      try:
        - getPet: { call: http, with: { method: get, endpoint: 'SERVICE/nothing' } }
      catch:
        errors: { with: { type: https://serverlessworkflow.io/dsl/errors/types/communication, status: 404 } }
        as: err
        do:
          - setError: { set: { error: '\${ $err }' } }`;
  const { status, output, tasks } = await run(text);
  expect(status).toBe('completed');
  expect(output).toMatchObject({
    error: { type: communication, status: 404, title: 'Not Found', instance: '/do/0/tryGetPet/try/0/getPet' },
  });
  expect(tasks.map((task) => [task.name, task.status])).toEqual([
    ['tryGetPet', 'completed'],
    ['getPet', 'faulted'],
    ['setError', 'completed'],
  ]);
});

test('a retry waits by its policy, and each attempt has a key of its own', async () => {
  failuresLeft = 2;
  const before = service.seen.length;
  const text = `do:
  - insist:
      try:
        - ask: { call: http, with: { method: post, endpoint: 'SERVICE/flaky' } }
      catch:
        errors: { with: { status: 503 } }
        retry: { delay: { seconds: 3 }, backoff: { exponential: {} }, limit: { attempt: { count: 5 } } }`;
  const { status, tasks } = await run(text);
  expect(status).toBe('completed');
  const [insist] = tasks;
  expect(Date.parse(insist?.ended ?? '') - Date.parse(insist?.started ?? '')).toBeGreaterThanOrEqual(9_000);
  const keys = service.seen.slice(before).map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size).toBe(3);
});

test('an uncaught failure faults the run; a host that is not on the list is refused', async () => {
  const call = (endpoint: string) => `do:\n  - ask: { call: http, with: { method: get, endpoint: '${endpoint}' } }`;
  expect(await run(call('SERVICE/nothing'))).toMatchObject({
    status: 'faulted',
    error: { status: 404, instance: '/do/0/ask' },
  });
  expect(await run(call('http://127.0.0.1:9/'))).toMatchObject({ status: 'faulted', error: { status: 403 } });
});

test('a task times out while its call is under way', async () => {
  const text = `do:
  - ask:
      call: http
      with: { method: get, endpoint: 'SERVICE/slow' }
      timeout: { after: { milliseconds: 50 } }`;
  expect(await run(text)).toMatchObject({ status: 'faulted', error: { status: 408, instance: '/do/0/ask' } });
});

test('the quicker of competing branches wins and the other is cancelled', async () => {
  const text = `do:
  - race:
      fork:
        compete: true
        branches:
          - late: { do: [ { pause: { wait: { hours: 1 } } }, { setLate: { set: { winner: late } } } ] }
          - early: { do: [ { short: { wait: { seconds: 1 } } }, { setEarly: { set: { winner: early } } } ] }`;
  const { status, output, tasks } = await run(text);
  expect({ status, output }).toEqual({ status: 'completed', output: { winner: 'early' } });
  expect(tasks.find(({ name }) => name === 'pause')?.status).toBe('cancelled');
});

test('secrets reach the call and nothing else', async () => {
  const text = `use: { secrets: [ token ] }
do:
  - ask:
      call: http
      with:
        method: get
        endpoint: { uri: SERVICE/echo, authentication: { bearer: { token: '\${ $secrets.token }' } } }
      output: { as: .authorization }
  - forget: { set: { length: '\${ length }' } }`;
  const result = await run(text, {}, { secrets: { token: 'abc' } });
  expect(result).toMatchObject({ status: 'completed', output: { length: 'Bearer abc'.length } });
  expect(await run(text)).toMatchObject({ status: 'faulted', error: { status: 403 } });
});

test('functions of the workflow, of a catalog and at a URI are run on their arguments', async () => {
  const text = `use:
  catalogs: { own: { endpoint: { uri: SERVICE } } }
  functions:
    getPetById: { call: http, with: { method: get, endpoint: 'SERVICE/pet/{petId}' } }
do:
  - local: { call: getPetById, with: { petId: 1 }, export: { as: '$context + { pet: .name }' } }
  - fromCatalog: { call: 'greet:1.0.0@own', with: { name: '\${ $context.pet }' }, export: { as: '$context + { one: .greeting }' } }
  - fromUri: { call: SERVICE/functions/greet/1.0.0/function.yaml, with: { name: you } }
output: { as: '[$context.one, .greeting]' }`;
  expect(await run(text)).toMatchObject({ status: 'completed', output: ['Hello milou', 'Hello you'] });
  const wrong = `do: [ { greet: { call: SERVICE/functions/greet/1.0.0/function.yaml, with: { age: 3 } } } ]`;
  expect(await run(wrong)).toMatchObject({ status: 'faulted', error: { status: 400, instance: '/do/0/greet' } });
  const missing = `do: [ { greet: { call: 'greet:1.0.0@default', with: {} } } ]`;
  expect(await run(missing)).toMatchObject({ status: 'faulted', error: { status: 400 } });
});

test('an OpenAPI operation is called', async () => {
  const text = `do:
  - getPet:
      call: openapi
      with: { document: { endpoint: SERVICE/openapi.json }, operationId: getPet, parameters: { petId: '\${ .id }' } }`;
  expect(await run(text, { id: 1 })).toMatchObject({ status: 'completed', output: { name: 'milou' } });
});

test('a workflow runs another and takes its output or its error', async () => {
  const others = [
    workflow('do: [ { twice: { set: { n: "${ .n * 2 }" } } } ]', 'double'),
    workflow('do: [ { no: { raise: { error: { type: urn:no, status: 422, title: No } } } } ]', 'refuse'),
    workflow(
      'do: [ { again: { run: { workflow: { namespace: test, name: endless, version: latest } } } } ]',
      'endless',
    ),
  ];
  const start = (name: string) =>
    `do: [ { child: { run: { workflow: { namespace: test, name: ${name}, version: latest, input: { n: '\${ .n }' } } } } } ]`;
  expect(await run(start('double'), { n: 4 }, { others })).toMatchObject({ status: 'completed', output: { n: 8 } });
  expect(await run(start('refuse'), {}, { others })).toMatchObject({
    status: 'faulted',
    error: { type: 'urn:no', status: 422 },
  });
  expect(await run(start('endless'), {}, { others })).toMatchObject({ status: 'faulted', error: { status: 500 } });
  expect(await run(start('unknown'), {}, { others })).toMatchObject({ status: 'faulted', error: { status: 400 } });
});

test('scripts give back what they print or return', async () => {
  const text = `do:
  - hello:
      run: { script: { language: js, code: 'console.log("hello " + process.argv[2])', arguments: [ '\${ .name }' ] }, return: all }`;
  expect(await run(text, { name: 'you' })).toMatchObject({ output: { code: 0, stdout: 'hello you\n', stderr: '' } });
  const failing = `do: [ { no: { run: { script: { language: js, code: 'throw new Error("no stock")' } } } } ]`;
  expect(await run(failing)).toMatchObject({
    status: 'faulted',
    error: { detail: like(/no stock/), instance: '/do/0/no' },
  });
  const shell = `do: [ { list: { run: { shell: { command: ls } } } } ]`;
  expect(await run(shell)).toMatchObject({ status: 'faulted', error: { status: 403 } });
});

const hear = (type: string) => `{ listen: { to: { one: { with: { type: ${type} } } } } }`;

test('events that the run emits are heard by it, each by one listener after the other', async () => {
  const text = `do:
  - tell: { emit: { event: { with: { type: t.a, data: { n: 1 } } } } }
  - tellAgain: { emit: { event: { with: { type: t.a, data: { n: 2 } } } } }
  - first: { listen: { to: { one: { with: { type: t.a } } } }, export: { as: '{ first: .[0].n }' } }
  - second: ${hear('t.a')}
output: { as: '[$context.first, .[0].n]' }`;
  const result = await run(text);
  expect(result).toMatchObject({ status: 'completed', output: [1, 2] });
  expect(result.emitted.map(({ type }) => type)).toEqual(['t.a', 't.a']);
});

test('events from outside are heard; without them the run waits', async () => {
  const events: JsonObject[] = [1, 2, 3].map((n) => ({
    specversion: '1.0',
    id: `${n}`,
    source: 'x',
    type: 't.b',
    data: { n },
  }));
  const text = `do:
  - all: { listen: { to: { any: [ { with: { type: t.b } } ], until: '(. | length) == 3' } } }`;
  expect(await run(text, {}, { events })).toMatchObject({
    status: 'completed',
    output: [{ n: 1 }, { n: 2 }, { n: 3 }],
  });
  expect(await run(text)).toMatchObject({ status: 'waiting', tasks: [{ status: 'running', ended: null }] });
});

test('schemas that stand elsewhere are fetched; one that is not to be had faults what is held to it', async () => {
  const held = (path: string) => `input: { schema: { format: json, resource: { endpoint: 'SERVICE${path}' } } }
do: [ { a: { set: { ok: true } } } ]`;
  expect(await run(held('/schema.json'), { n: 1 })).toMatchObject({ status: 'completed' });
  for (const path of ['/schema.json', '/nothing']) {
    expect(await run(held(path), { m: 1 })).toMatchObject({
      status: 'faulted',
      error: { type: like(/validation$/), status: 400 },
    });
  }
});

test('a task that ends the run after it has waited is completed, and only what still waited is cancelled', async () => {
  const told = (result: Awaited<ReturnType<typeof run>>) => result.tasks.map(({ name, status }) => `${name} ${status}`);
  expect(told(await run('do: [{ nap: { wait: PT1S, then: end } }, { never: { set: { a: 1 } } }]'))).toEqual([
    'nap completed',
  ]);
  const inner = 'do: [{ outer: { do: [{ nap: { wait: PT1S, then: end } }, { never: { set: { a: 1 } } }] } }]';
  expect(told(await run(inner))).toEqual(['outer completed', 'nap completed']);
  const fork = `do:
  - both:
      fork:
        branches:
          - short: { wait: PT1S, then: end }
          - long: { wait: PT1H }
  - never: { set: { a: 1 } }`;
  const result = await run(fork);
  expect(result.status).toBe('completed');
  expect(told(result).toSorted()).toEqual(['both completed', 'long cancelled', 'short completed']);
});
