import { insertTask } from '@barrow/canvas';
import { seedFacts, type SeededFacts } from '../../apps/server/src/testing/seed-facts.ts';
import { at, listAt, textAt } from '../../apps/server/src/testing/json-at.ts';
import type { ApiAnswer } from '../../apps/server/src/testing/call-api.ts';
import type { TestHouse } from '../../apps/server/src/testing/test-house.ts';
import { newId } from '../../apps/server/src/platform/clock.ts';

const dayMs = 86_400_000;
const historyDays = 28;

export type ConsoleNetwork = SeededFacts & {
  readonly supplierId: string;
  /** Sales of the last weeks. */
  readonly pastSales: number;
  /** A day before all of them. */
  readonly pastFrom: string;
  /** An order that its supplier has. */
  readonly orderId: string;
  readonly orderNumber: string;
  /** A run of a workflow that asks a question. */
  readonly runId: string;
  /** A draft that changes a workflow of tasks within tasks. */
  readonly draftId: string;
};

/** Calls the API as owner; throws unless it is done. */
export async function must(house: TestHouse, method: string, path: string, body?: unknown): Promise<ApiAnswer> {
  const answer = await house.api(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** A sale of now, of one piece at a price in whole units of the currency. */
export function saleOf(locationId: string, itemId: string, price: number, at = new Date()) {
  return {
    id: newId(),
    locationId,
    occurredAt: at.toISOString(),
    lines: [{ itemId, qtyMilli: 1_000, unitPriceMicro: price * 1_000_000 }],
  };
}

/** Facts of every room: stock, past sales, tasks, a transfer, a supplier, an order on its way, proposals. */
export async function seedConsoleNetwork(house: TestHouse): Promise<ConsoleNetwork> {
  const [first, second] = house.locations;
  const facts = await seedFacts(house.api, first.locationId, second.locationId, 'Fern');
  const { itemId } = facts;
  const past = Array.from({ length: historyDays * 4 }, (_, index) =>
    saleOf(first.locationId, itemId, 3, new Date(Date.now() - dayMs - (index * dayMs) / 4)),
  );
  await must(house, 'POST', '/sales/batch', { sales: past });
  const supplierId = newId();
  await must(house, 'POST', '/suppliers', { id: supplierId, code: 'S1', name: 'Soap works', transport: 'manual' });
  await must(house, 'PUT', `/suppliers/${supplierId}/items/${itemId}`, {
    supplierItemCode: 'SW-1',
    costMicro: 1_500_000,
    packMilli: 6_000,
    preferred: true,
  });
  const order = await must(house, 'POST', '/purchase-orders', {
    id: newId(),
    supplierId,
    locationId: second.locationId,
    lines: [{ itemId, qtyMilli: 12_000 }],
  });
  const orderId = textAt(order.body, 'orderId');
  await must(house, 'POST', `/purchase-orders/${orderId}/approve`, {});
  await must(house, 'POST', `/purchase-orders/${orderId}/place`, {});
  await must(house, 'POST', '/planning/runs', { locationIds: [first.locationId] });
  await must(house, 'PUT', '/playbooks/stock-out-transfer/installation', { parameters: { withinKm: 90 } });
  await must(house, 'PUT', '/playbooks/delivery-late/installation', { parameters: {} });
  await must(house, 'PUT', '/playbooks/stock-out-transfer/overrides/format/kiosk', {
    parameters: { coverDays: 2 },
    why: 'kiosks have little room',
  });
  const question = {
    title: 'Can you open on Sunday?',
    locationId: first.locationId,
    assigneeRole: 'location-manager',
    dueInMinutes: 60,
    form: {
      type: 'object',
      required: ['open'],
      properties: { open: { type: 'boolean', title: 'We open' }, hours: { type: 'integer', minimum: 1, maximum: 12 } },
    },
  };
  await must(house, 'POST', '/flows/definitions', {
    source: JSON.stringify({
      document: { dsl: '1.0.3', namespace: 'test', name: 'open-on-sunday', version: '1.0.0' },
      do: [{ askManager: { call: 'tasks.task.ask:1.0.0@default', with: question } }],
    }),
  });
  await must(house, 'POST', '/notices', {
    id: newId(),
    title: 'The refrigerator is warm',
    body: 'Somebody should look.',
    severity: 'urgent',
    locationId: first.locationId,
  });
  const runId = newId();
  await must(house, 'POST', '/flows/runs', {
    id: runId,
    namespace: 'test',
    name: 'open-on-sunday',
    businessKeys: ['location:first'],
  });
  const draftId = newId();
  await must(house, 'PUT', `/flows/drafts/${draftId}`, {
    title: 'Try another neighbour',
    ...(await changedTransfer(house)),
  });
  return {
    ...facts,
    supplierId,
    orderId,
    runId,
    draftId,
    pastSales: past.length,
    pastFrom: new Date(Date.now() - (historyDays + 2) * dayMs).toISOString().slice(0, 10),
    orderNumber: textAt(order.body, 'number'),
  };
}

/** The stock-out workflow as it is in use, with a call to another system that nothing catches. */
async function changedTransfer(house: TestHouse): Promise<{ source: string; baseDefinitionId: string }> {
  const definitions = listAt((await must(house, 'GET', '/flows/definitions')).body, 'items');
  const used = definitions.find((one) => at(one, 'name') === 'stock-out-transfer');
  const baseDefinitionId = textAt(used, 'definitionId');
  const source = textAt((await must(house, 'GET', `/flows/definitions/${baseDefinitionId}`)).body, 'source');
  const call = { call: 'http', with: { method: 'get', endpoint: 'https://neighbours.example/' } };
  const changed = insertTask(source, '/do', 1, 'askOutside', call);
  if (!changed.ok) throw new Error(changed.detail);
  return { source: changed.value.text.replace(/version: .*/, 'version: 99.0.0'), baseDefinitionId };
}
