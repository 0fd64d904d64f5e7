import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFlowBench, type FlowBench } from './testing/flow-bench.ts';

let bench: FlowBench;
let server: Server;
let host: string;
let away = false;

const files: Record<string, () => string> = {
  '/catalog/functions/twice/1.0.0/function.yaml': () =>
    `do:\n  - double: { set: { n: '\${ .n * 2 }' } }\n  - more: { call: 'http://${host}/one-more.yaml', with: { n: '\${ .n }' } }`,
  '/one-more.yaml': () => `set: { n: '\${ .n + 1 }' }`,
  '/schema.json': () => JSON.stringify({ type: 'object', required: ['n'], properties: { n: { type: 'integer' } } }),
  '/greedy.yaml': () => `call: identity.key.create:1.0.0@default\nwith: { name: mine }`,
  '/ring.yaml': () => `call: http://${host}/ring.yaml`,
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (file === undefined || away) response.writeHead(404).end();
    else response.end(file());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  host = `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  bench = await createFlowBench({ environment: { BARROW_EGRESS_ALLOW: host } });
});
afterAll(async () => {
  await bench.house.close();
  server.close();
});

const publish = (): Promise<string> =>
  bench.publish('linked', [{ go: { call: 'twice:1.0.0@ours', with: { n: '${ .n }' } } }], {
    use: { catalogs: { ours: { endpoint: `http://${host}/catalog` } } },
    input: { schema: { format: 'json', resource: { endpoint: `http://${host}/schema.json` } } },
  });

it('only hosts that a connection allows are asked', async () => {
  await expect(publish()).rejects.toThrow('No connection allows');
});

it('what a definition names elsewhere is fetched once, and runs need nobody else', async () => {
  await bench.house.api('PUT', '/connections/catalog', { hosts: [host], callsPerS: 1_000 });
  const id = await publish();
  away = true;
  expect(await bench.run('linked', { n: 20 })).toMatchObject({ status: 'completed', output: { n: 41 } });
  expect(await bench.run('linked', { n: 'many' })).toMatchObject({ status: 'faulted', error: { status: 400 } });
  expect(await publish(), 'the same again is the same, though nothing can be fetched').toBe(id);
  await bench.house.api('POST', `/flows/definitions/${id}/retire`, {});
  await bench.house.api('POST', `/flows/definitions/${id}/reinstate`, {});
  expect(await bench.run('linked', { n: 1 })).toMatchObject({ status: 'completed', output: { n: 3 } });
  away = false;
});

it('what cannot be had, or may not be done, is told with its place', async () => {
  const call = (path: string) => [{ go: { call: `http://${host}${path}` } }];
  await expect(bench.publish('missing', call('/nothing.yaml'))).rejects.toThrow('/do/0/go/call needs');
  await expect(bench.publish('greedy', call('/greedy.yaml'))).rejects.toThrow('/use/functions/external-1');
  await expect(bench.publish('ring', call('/ring.yaml'))).rejects.toThrow('do they call each other?');
});
