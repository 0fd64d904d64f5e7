import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/clock.ts';
import { createLogger } from '../../platform/logger.ts';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';
import { createTestNetwork, type TestNetwork } from './test-network.ts';

let house: TestHouse;
let network: TestNetwork;
let shop: string;
let other: string;
let warehouse: string;

beforeAll(async () => {
  house = await createTestHouse({ log: createLogger('warn') });
  network = await createTestNetwork(house);
  shop = house.locations[0].locationId;
  other = house.locations[1].locationId;
  warehouse = await network.addLocation({ code: 'WH', format: 'warehouse' });
  for (const locationId of [shop, other]) {
    const answer = await house.api('PUT', '/planning/sources', { locationId, fromLocationId: warehouse });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }
});
afterAll(() => house.close());

async function run(locationIds?: readonly string[]): Promise<void> {
  const id = newId();
  const started = await house.api('POST', '/planning/runs', locationIds === undefined ? { id } : { id, locationIds });
  expect(started.status).toBe(200);
  for (;;) {
    const { body } = await house.api('GET', `/planning/runs/${id}`);
    if (at(body, 'status') === 'done') return;
    if (at(body, 'status') !== 'running') throw new Error(JSON.stringify(body));
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

async function proposalOf(locationId: string, itemId: string): Promise<unknown> {
  const query = `locationId=${locationId}&itemId=${itemId}&positive=false`;
  const { body } = await house.api('GET', `/planning/proposals?${query}`);
  expect(listAt(body, 'items')).toHaveLength(1);
  const id = textAt(body, 'items.0.proposalId');
  return (await house.api('GET', `/planning/proposals/${id}`)).body;
}

const numberAt = (value: unknown, path: string): number => Number(at(value, path));
const transferLinesOf = (itemId: string): Promise<{ requested_milli: number }[]> =>
  house.sql('select requested_milli from stock.transfer_line where org_id = $1 and item_id = $2', [
    house.orgId,
    itemId,
  ]);

/** Both shops sell `shop` a day, hold one unit, and the warehouse has `held`. */
async function scene(sku: string, soldMilli: number, heldMilli: number): Promise<string> {
  const itemId = await network.addItem(sku);
  for (const locationId of [shop, other]) {
    await network.addHistory(locationId, itemId, soldMilli, 90);
    await network.book(locationId, itemId, 1000, 1);
  }
  await network.book(warehouse, itemId, heldMilli, 1);
  return itemId;
}

describe('a location that another supplies', () => {
  it('is proposed a transfer, which is asked for once however often it is approved and planned', async () => {
    const itemId = await scene('enough', 5000, 500_000);
    await run();
    const first = await proposalOf(shop, itemId);
    expect(at(first, 'supplierId')).toBeNull();
    expect(at(first, 'fromLocationId')).toBe(warehouse);
    const qtyMilli = numberAt(first, 'qtyMilli');
    expect(qtyMilli).toBeGreaterThan(0);
    expect(qtyMilli).toBe(numberAt(first, 'explanation.order.orderMilli'));
    expect(listAt(first, 'explanation.sentences')).toContain('WH can spare 500: 500 on hand.');

    const ask = { proposals: [{ proposalId: textAt(first, 'proposalId') }] };
    const answers = await Promise.all([1, 2, 3].map(() => house.api('POST', '/planning/proposals/approve', ask)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const transferIds = new Set(answers.map((answer) => answer.at('proposals.0.transferId')));
    expect(transferIds.size).toBe(1);
    expect(await transferLinesOf(itemId)).toEqual([{ requested_milli: qtyMilli }]);

    await run([shop]);
    const second = await proposalOf(shop, itemId);
    expect(numberAt(second, 'qtyMilli')).toBe(0);
    expect(numberAt(second, 'explanation.order.inTransitMilli')).toBe(qtyMilli);

    const [transferId] = transferIds;
    expect((await house.api('POST', `/transfers/${String(transferId)}/ship`, {})).status).toBe(200);
    await run([shop]);
    const third = await proposalOf(shop, itemId);
    expect(numberAt(third, 'qtyMilli')).toBe(0);
    expect(numberAt(third, 'explanation.order.inTransitMilli')).toBe(qtyMilli);
  });

  it('shares what there is with the others that ask, and says so', async () => {
    const itemId = await scene('scarce', 8000, 13_000);
    await run();
    const proposals = [await proposalOf(shop, itemId), await proposalOf(other, itemId)];
    const given = proposals.map((one) => numberAt(one, 'qtyMilli'));
    expect(given[0]! + given[1]!).toBe(13_000);
    expect(Math.abs(given[0]! - given[1]!)).toBeLessThanOrEqual(1000);
    const sentences = listAt(proposals[0], 'explanation.sentences').join(' ');
    expect(sentences).toMatch(/2 locations ask for \d+, so each gets its fair share: [67] of \d+ here\./);
  });

  it('gets nothing where the source needs all of it for its own sales', async () => {
    const itemId = await scene('own', 4000, 6000);
    await network.addHistory(warehouse, itemId, 50_000, 90);
    await run();
    // The first run learns what the warehouse sells, and shares anew after it.
    const proposal = await proposalOf(shop, itemId);
    expect(numberAt(proposal, 'qtyMilli')).toBe(0);
    expect(at(proposal, 'reason')).toBe('source-empty');
    expect(numberAt(proposal, 'explanation.source.keptMilli')).toBeGreaterThanOrEqual(50_000);
  });

  it('comes from suppliers for items that are said to', async () => {
    const itemId = await scene('direct', 4000, 100_000);
    await house.api('PUT', '/planning/sources', { locationId: shop, itemIds: [itemId], fromLocationId: null });
    await run();
    expect(at(await proposalOf(shop, itemId), 'supplierId')).toBe(network.supplierId);
    expect(at(await proposalOf(other, itemId), 'fromLocationId')).toBe(warehouse);
  });
});

describe('a source', () => {
  it('orders what those it supplies will sell and ask for, once', async () => {
    const itemId = await scene('pulled', 10_000, 12_000);
    await run();
    const proposal = await proposalOf(warehouse, itemId);
    expect(at(proposal, 'supplierId')).toBe(network.supplierId);
    expect(numberAt(proposal, 'explanation.dependent.locations')).toBe(2);
    expect(numberAt(proposal, 'explanation.dependent.levelMilli')).toBeCloseTo(20_000, -3);
    const asked = [await proposalOf(shop, itemId), await proposalOf(other, itemId)]
      .map((one) => numberAt(one, 'explanation.source.askedMilli'))
      .reduce((sum, one) => sum + one, 0);
    expect(numberAt(proposal, 'explanation.dependent.askedMilli')).toBe(asked);
    // Three days of 20 a day, and what is asked for now, less the 12 that are there.
    const expectedMilli = numberAt(proposal, 'explanation.order.expectedMilli');
    expect(expectedMilli).toBeCloseTo(60_000, -4);
    expect(numberAt(proposal, 'qtyMilli')).toBeGreaterThanOrEqual(expectedMilli + asked - 12_000);
    await run();
    expect(numberAt(await proposalOf(warehouse, itemId), 'qtyMilli')).toBe(numberAt(proposal, 'qtyMilli'));
  });

  it('is not supplied by those that it supplies', async () => {
    const answer = await house.api('PUT', '/planning/sources', { locationId: warehouse, fromLocationId: shop });
    expect(answer.status).toBe(422);
    expect(answer.at('code')).toBe('SOURCE_CIRCLE');
    const own = await house.api('PUT', '/planning/sources', { locationId: shop, fromLocationId: shop });
    expect(own.at('code')).toBe('SOURCE_CIRCLE');
    const { body } = await house.api('GET', `/planning/sources?locationId=${warehouse}`);
    expect(listAt(body, 'sources')).toEqual([]);
  });
});
