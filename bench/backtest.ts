import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { House } from '../apps/server/src/compose.ts';
import { newId } from '../apps/server/src/platform/clock.ts';
import { appendEvents, cloudEventOf, readPast, type NewEvent } from '../apps/server/src/platform/event-log.ts';
import { migrate } from '../apps/server/src/platform/migrate.ts';
import type { Caller } from '../apps/server/src/platform/registry.ts';
import { benchCaller, benchHouse } from './bench-house.ts';
import { onSale } from './flow-definitions.ts';
import { rounded, type Measurement } from './report.ts';
import type { Surroundings } from './surroundings.ts';

const eventCount = 40_000;
const chunk = 2_000;
const days = 60;
const dayMs = 86_400_000;
/** One sale in so many is a refund. */
const refundEvery = 40;

export const backtestNotes = [
  `${eventCount} recorded sales of ${days} days, one in ${refundEvery} a refund; the whole action backtest.period.run, draft and live version both.`,
  'events_per_s: the playbook "review of large refunds" against itself with another limit: its filter sees every sale, its runs read, ask and wait.',
  'events_per_s_each_starts: every sale starts a run of both versions.',
  'The limit is reading the same events from the log, as CloudEvents, with nothing done.',
];

/** How fast the past is replayed. */
export async function benchBacktest({ databaseUrl, tell, onEnd }: Surroundings): Promise<Measurement[]> {
  await migrate(databaseUrl);
  const house = benchHouse(databaseUrl, { BARROW_POOL: '4', BARROW_WORKFLOWS: 'false' });
  onEnd(() => house.close());
  const orgId = await house.identity.createOrganisation(
    { name: 'Bench', currency: 'EUR', timeZone: 'Europe/Berlin' },
    [],
  );
  const caller = benchCaller(orgId);
  const locationId = await makeLocation(house, caller);
  const toMs = Date.now();
  const fromMs = toMs - days * dayMs;
  tell(`recording ${eventCount} sales`);
  for (let first = 0; first < eventCount; first += chunk) {
    const events = Array.from({ length: chunk }, (_, index) => saleOf(first + index, fromMs, locationId));
    await house.database.transaction(orgId, (tx) => appendEvents(tx, { actor: 'bench', traceId: null }, events));
  }
  const review = await readFile(join(import.meta.dirname, '../playbooks/refund-review/refund-review.yaml'), 'utf8');
  const period = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  await house.registry.perform('playbooks.playbook.install', caller, { name: 'refund-review' });
  tell('the playbook');
  const typical = await eventsPerS(house, caller, review, period);
  tell('every sale');
  const each = await eventsPerS(house, caller, onSale, period);
  tell('reading alone');
  const limit = { name: 'the same events read alone', value: rounded(await readPerS(house, orgId, fromMs)) };
  return [
    { metric: 'events_per_s', value: rounded(typical), unit: 'events/s', limit },
    { metric: 'events_per_s_each_starts', value: rounded(each), unit: 'events/s', limit },
  ];
}

async function makeLocation(house: House, caller: Caller): Promise<string> {
  const location = await house.registry.perform('network.location.create', caller, {
    code: 'B1',
    name: 'Bench',
    format: 'shop',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
  });
  const id: unknown =
    typeof location === 'object' && location !== null ? Reflect.get(location, 'locationId') : undefined;
  if (typeof id !== 'string') throw new Error('the location has no id');
  return id;
}

function saleOf(index: number, fromMs: number, locationId: string): NewEvent {
  const sign = index % refundEvery === 0 ? -1 : 1;
  return {
    type: 'sales.sale.captured',
    subjectId: newId(),
    locationId,
    occurredAt: new Date(fromMs + (index * days * dayMs) / eventCount).toISOString(),
    origin: 'import',
    data: {
      saleId: newId(),
      locationId,
      currency: 'EUR',
      totalMinor: sign * (1_000 + (index % 97) * 100),
      lines: [{ itemId: locationId, qtyMilli: sign * 1_000, totalMinor: sign * (1_000 + (index % 97) * 100) }],
    },
  };
}

async function eventsPerS(house: House, caller: Caller, source: string, period: object): Promise<number> {
  await house.registry.perform('flows.definition.publish', caller, { source });
  const draft = source.replace(/version"?: ?"?1\.0\.0"?/, (text) => text.replace('1.0.0', '1.1.0'));
  const beganMs = performance.now();
  const answer = await house.registry.perform('backtest.period.run', caller, { source: draft, ...period });
  const seconds = (performance.now() - beganMs) / 1_000;
  const events: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'events') : undefined;
  const draftFigures: unknown =
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'draft') : undefined;
  const faulted: unknown =
    typeof draftFigures === 'object' && draftFigures !== null ? Reflect.get(draftFigures, 'faulted') : undefined;
  if (events !== eventCount || faulted !== 0)
    throw new Error(`not all was replayed: ${JSON.stringify(answer).slice(0, 2_000)}`);
  return eventCount / seconds;
}

async function readPerS(house: House, orgId: string, fromMs: number): Promise<number> {
  const beganMs = performance.now();
  let read = 0;
  const past = { from: new Date(fromMs), to: new Date(), types: ['sales.sale.captured'], locationIds: null };
  await house.database.transaction(
    orgId,
    (tx) =>
      readPast(tx, past, 1_000, (events) => {
        read += events.map(cloudEventOf).length;
        return Promise.resolve(true);
      }),
    { readOnly: true, timeoutMs: 60_000 },
  );
  return read / ((performance.now() - beganMs) / 1_000);
}
