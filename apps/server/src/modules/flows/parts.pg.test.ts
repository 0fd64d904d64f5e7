import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { createFlowBench, type FlowBench } from './testing/flow-bench.ts';

let bench: FlowBench;
let kiosk: string;
let shop: string;
const part = {
  metadata: { barrow: { part: { name: 'greeting', title: 'The greeting', levels: ['format', 'location'] } } },
};
beforeAll(async () => {
  bench = await createFlowBench();
  [shop, kiosk] = [bench.house.locations[0].locationId, bench.house.locations[1].locationId];
  await bench.house.api('PATCH', `/locations/${kiosk}`, { format: 'kiosk' });
  await publish('1.0.0');
});
afterAll(() => bench.house.close());

const publish = (version: string) =>
  bench.house.api('POST', '/flows/definitions', {
    source: JSON.stringify({
      document: {
        dsl: '1.0.3',
        namespace: 'test',
        name: 'greet',
        version,
        metadata: { barrow: { businessKeys: ['location:${ .locationId }'] } },
      },
      do: [
        { hello: { set: { said: 'hello', version }, ...part } },
        { twice: { set: { said: '${ .said + "!" }', version: '${ .version }' } } },
      ],
    }),
  });
const said = async (locationId?: string): Promise<unknown> =>
  at((await bench.run('greet', locationId === undefined ? {} : { locationId })).output, 'said');
const save = (level: string, key: string, task: object, more: object = {}) =>
  bench.house.api('PUT', '/flows/parts', {
    workflow: 'test/greet',
    part: 'greeting',
    level,
    key,
    task,
    why: 'a trial',
    ...more,
  });

describe('a marked part', () => {
  it('is otherwise where somebody wants it so, the nearest level first, and the standard everywhere else', async () => {
    expect(await said(kiosk)).toBe('hello!');
    expect((await save('format', 'kiosk', { set: { said: 'moin', version: '-' } })).status).toBe(200);
    expect([await said(kiosk), await said(shop), await said()]).toEqual(['moin!', 'hello!', 'hello!']);
    expect((await save('location', kiosk, { set: { said: 'servus' } })).status).toBe(200);
    expect(await said(kiosk)).toBe('servus!');
    const effective = await bench.house.api('GET', `/flows/effective?workflow=test/greet&locationId=${kiosk}`);
    expect(effective.at('from')).toMatchObject({ greeting: { level: 'location', key: kiosk, why: 'a trial' } });
    expect(effective.at('document.do.0.hello.set.said')).toBe('servus');
    const gone = await bench.house.api(
      'DELETE',
      `/flows/parts?workflow=test/greet&part=greeting&level=location&key=${kiosk}`,
    );
    expect(gone.at('removed')).toBe(1);
    expect(await said(kiosk)).toBe('moin!');
  });

  it('is made once for all that differ in the same way, and no version of its own', async () => {
    await Promise.all([1, 2, 3].map(() => said(kiosk)));
    const [row] = await bench.house.sql<{ count: number }>(
      `select count(*)::integer as count from flows.definition where stage = 'variant'`,
    );
    expect(row?.count).toBe(2);
    const list = await bench.house.api('GET', '/flows/definitions?name=greet');
    expect(listAt(list.body, 'items').map((one) => at(one, 'version'))).toEqual(['1.0.0']);
  });

  it('stays otherwise in the next version, and ends when it is said to', async () => {
    await publish('1.1.0');
    expect(await said(kiosk)).toBe('moin!');
    expect(
      (await save('format', 'kiosk', { set: { said: 'ahoi' } }, { until: '2020-01-01T00:00:00Z' })).at(
        'problems.0.pointer',
      ),
    ).toBe('/until');
    await save('format', 'kiosk', { set: { said: 'ahoi' } }, { until: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await said(kiosk)).toBe('ahoi!');
    await bench.house.sql(`update flows.part_override set until = now() - interval '1 second'`);
    expect(await said(kiosk)).toBe('hello!');
  });

  it('is refused where it is locked, unknown or would not run, with the place', async () => {
    const pointer = async (answer: Promise<{ at(path: string): unknown }>) => (await answer).at('problems.0.pointer');
    expect(await pointer(save('region', 'north', { set: {} }))).toBe('/level');
    expect(await pointer(save('format', 'castle', { set: { said: 'x' } }))).toBe('/key');
    expect(await pointer(save('location', 'the corner', { set: { said: 'x' } }))).toBe('/key');
    expect(await pointer(save('format', 'shop', { set: { said: '${ .. | ' } }))).toMatch(/^\/task/);
    expect(await pointer(save('format', 'shop', { call: 'no.such.action:1.0.0@default' }))).toMatch(/^\/task/);
    expect(await pointer(save('format', 'shop', { set: {} }, { part: 'nothing' }))).toBe('/part');
    const listed = await bench.house.api('GET', '/flows/parts?workflow=test/greet');
    expect(listed.at('parts')).toMatchObject([
      { name: 'greeting', levels: ['format', 'location'], pointer: '/do/0/hello' },
    ]);
    expect(textAt(listed.body, 'version')).toBe('1.1.0');
  });
});
