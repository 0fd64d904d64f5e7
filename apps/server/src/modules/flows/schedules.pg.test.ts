import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, textAt } from '../../testing/json-at.ts';
import { createFlowBench, eventually, type FlowBench } from './testing/flow-bench.ts';

let bench: FlowBench;
beforeAll(async () => {
  bench = await createFlowBench({ location: { timeZone: 'Pacific/Auckland' } });
});
afterAll(() => bench.house.close());

const publish = (name: string, barrow: object, schedule: object = { cron: '30 5 * * *' }): Promise<string> =>
  bench.publish(name, [{ one: { set: { a: 1 } } }], { schedule }, { barrow });

async function nextAtOf(name: string): Promise<string> {
  const items: unknown = (await bench.house.api('GET', '/flows/triggers')).at('items');
  const isIts = (one: unknown): boolean => textAt(one, 'workflow') === `test/${name}:1.0.0`;
  return textAt(Array.isArray(items) ? items.find(isIts) : undefined, 'nextAt');
}

/** What clocks of a zone show. */
const clockAt = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(Date.parse(instant));

it('a schedule keeps the clock of the organisation, of a zone, or of a location', async () => {
  await publish('at-head-office', {});
  await publish('in-lima', { timeZone: 'America/Lima' });
  await publish('at-the-shop', { location: 'l1' });
  await publish('each-day', { location: 'L1' }, { every: { days: 1 } });
  expect(clockAt(await nextAtOf('at-head-office'), 'Europe/Berlin')).toBe('05:30');
  expect(clockAt(await nextAtOf('in-lima'), 'America/Lima')).toBe('05:30');
  expect(clockAt(await nextAtOf('at-the-shop'), 'Pacific/Auckland')).toBe('05:30');
  expect(clockAt(await nextAtOf('each-day'), 'Pacific/Auckland')).toBe('00:00');
});

it('a schedule at a location that has moved goes by the clock that the location has now', async () => {
  await publish('moves', { location: 'L2' });
  const locationId = bench.house.locations[1].locationId;
  await bench.house.api('PATCH', `/locations/${locationId}`, { timeZone: 'Asia/Kolkata' });
  // Its time has come.
  await bench.house.sql(
    `update flows.trigger set next_at = now() where definition_id = (select definition_id from flows.definition where name = 'moves')`,
  );
  await eventually(async () => {
    const items: unknown = (await bench.house.api('GET', '/flows/runs?workflow=test/moves&status=completed')).at(
      'items',
    );
    return Array.isArray(items) ? at(items, '0') : undefined;
  });
  expect(clockAt(await nextAtOf('moves'), 'Asia/Kolkata')).toBe('05:30');
});

it('a schedule at a location that there is not is refused', async () => {
  await expect(publish('nowhere', { location: 'MOON' })).rejects.toThrow(
    '/document/metadata/barrow/location names no location: there is none with the code MOON',
  );
});
