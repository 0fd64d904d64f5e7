import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendJson, startService, type Service } from '../flow-calls/call-fixture.ts';
import { mapOf, parseJson } from '../flow-calls/read-json.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
let folder: string;
let service: Service;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flow-run-'));
  service = await startService(({ headers }, response) => sendJson(response, { key: headers['x-key'] ?? null }));
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const workflow = (tasks: string, name = 'main') =>
  file(`${name}.yaml`, `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '1.0.0' }\n${tasks}\n`);

function flowRun(...args: readonly string[]) {
  return new Promise<{ code: number; report: ReturnType<typeof mapOf>; err: string }>((resolve) => {
    execFile(process.execPath, [main, 'flow', 'run', ...args], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), report: mapOf(parseJson(out)), err }),
    );
  });
}

test('a run that completes prints its output, tasks and events', { timeout: 60_000 }, async () => {
  const path = await workflow(`use: { secrets: [ key ] }
do:
  - pause: { wait: { days: 3 } }
  - ask: { call: http, with: { method: get, endpoint: '${service.url}/', headers: { x-key: '\${ $secrets.key.a }' } } }
  - child: { run: { workflow: { namespace: test, name: other, version: '1.0.0', input: { n: '\${ .key }' } } } }
  - hear: { listen: { to: { one: { with: { type: t } } } }, output: { as: '.[0]' } }
  - tell: { emit: { event: { with: { type: done, data: '\${ . }' } } }, output: { as: .data } }`);
  const other = await workflow('do: [ { set: { set: { got: "${ .n }" } } } ]', 'other');
  const event = await file('event.json', JSON.stringify({ id: '1', source: 's', type: 't', data: { heard: true } }));
  const address = service.url.replace('http://', '');
  const given = [
    '--virtual-time',
    '--allow-net',
    address,
    '--secret',
    'key={"a":"k1"}',
    '--workflow',
    other,
    '--event',
    event,
  ];
  const { code, report, err } = await flowRun(path, '--input', '{"a":1}', ...given);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(report).toMatchObject({
    status: 'completed',
    output: { heard: true },
    tasks: ['pause', 'ask', 'child', 'hear', 'tell'].map((name) => ({ name, status: 'completed' })),
    events: [{ type: 'done', specversion: '1.0', data: { heard: true } }],
  });
  expect(service.seen.at(-1)?.headers['x-key']).toBe('k1');
});

test(
  'a run that faults ends with 1 and its error, also when an address is not allowed',
  { timeout: 60_000 },
  async () => {
    const path = await workflow(`do: [ { ask: { call: http, with: { method: get, endpoint: '${service.url}/' } } } ]`);
    const { code, report } = await flowRun(path);
    expect(code).toBe(1);
    expect(report).toMatchObject({ status: 'faulted', error: { status: 403, instance: '/do/0/ask' } });
    expect(JSON.stringify(report)).toContain('--allow-net 127.0.0.1:');
  },
);

test('what cannot be run ends with 2 and says why', { timeout: 120_000 }, async () => {
  const wrong = await workflow('do: [ { a: { sett: {} } } ]', 'wrong');
  expect(await flowRun(wrong)).toMatchObject({ code: 2, report: { status: 'invalid' } });
  const right = await workflow('do: [ { a: { set: { b: 1 } } } ]', 'right');
  for (const args of [
    [],
    [join(folder, 'absent.yaml')],
    [right, '--input', '{'],
    [right, '--secret', 'x'],
    [right, '--allow-net', 'http://shop.example/'],
  ]) {
    const { code, err } = await flowRun(...args);
    expect(code).toBe(2);
    expect(err).not.toBe('');
  }
});
