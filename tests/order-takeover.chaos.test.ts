import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSupplierSandbox } from '@barrow/supplier-sandbox';
import { expect, it, onTestFinished } from 'vitest';
import { textAt } from '../apps/server/src/testing/json-at.ts';
import { createTestDatabase } from '../apps/server/src/testing/test-database.ts';
import { createApiClient } from './support/api-client.ts';
import { seedOrganisations } from './support/seeded-organisation.ts';
import { startServerProcess } from './support/server-process.ts';

/** A lease that nobody renews runs out after 3 s and is swept for every second; the rest is room for a busy machine. */
const takenOverWithinMs = 15_000;

async function until(isTrue: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const startedMs = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - startedMs > takenOverWithinMs) throw new Error(`waited in vain until ${what}`);
    await sleep(50);
  }
}

it.each(['SIGKILL', 'SIGSTOP'] as const)(
  'an order that a process was sending when %s met it is sent by another within seconds, under the same key',
  async (signal) => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const sandbox = createSupplierSandbox({ behaviour: { mode: 'timeout', times: 1, dispatch: false } });
    onTestFinished(() => sandbox.close());
    const orderUrl = `${await sandbox.listen()}/orders`;
    const environment = { BARROW_EGRESS_ALLOW: new URL(orderUrl).host };
    const [sender, other] = await Promise.all([
      startServerProcess({ databaseUrl: database.url, environment }),
      startServerProcess({ databaseUrl: database.url, environment }),
    ]);
    onTestFinished(async () => {
      await Promise.all([sender.end('SIGKILL'), other.end('SIGKILL')]);
    });
    const shape = { organisations: 1, locations: 1, items: 1, openingMilli: 0 };
    const [organisation] = await seedOrganisations(database.url, other.address, shape);
    if (organisation === undefined) throw new Error('no organisation');
    const [via, viaOther] = [sender, other].map(({ address }) => createApiClient(address, organisation.ownerKey, 2));
    if (via === undefined || viaOther === undefined) throw new Error('no clients');
    onTestFinished(async () => {
      await Promise.all([via.close(), viaOther.close()]);
    });
    const supplierId = textAt(
      await via.must('POST', '/suppliers', { code: 'S1', name: 'Slow', transport: 'http', orderUrl }),
      'supplierId',
    );
    const [itemId] = organisation.itemIds;
    const [locationId] = organisation.locationIds;
    await via.must('PUT', `/suppliers/${supplierId}/items/${itemId}`, {
      supplierItemCode: 'A-1',
      costMicro: 1_000_000,
      packMilli: 1_000,
    });
    const orderId = randomUUID();
    await via.must('POST', '/purchase-orders', {
      id: orderId,
      supplierId,
      locationId,
      lines: [{ itemId, qtyMilli: 5_000 }],
    });
    await via.must('POST', `/purchase-orders/${orderId}/approve`, {});
    // Only the one that is to be met may take it.
    other.signal('SIGSTOP');
    await via.must('POST', `/purchase-orders/${orderId}/place`, {});
    await until(() => sandbox.orders()[0]?.attempts === 1, 'the order was on its way');
    sender.signal(signal);
    other.signal('SIGCONT');
    await until(async () => {
      const order = await viaOther.must('GET', `/purchase-orders/${orderId}`);
      return textAt(order, 'status') === 'acknowledged';
    }, 'another process had sent it');
    // The stopped one goes on: what it thinks of its attempt does not count any more.
    if (signal === 'SIGSTOP') {
      sender.signal('SIGCONT');
      await sleep(500);
    }
    expect(sandbox.orders()).toMatchObject([{ attempts: 2, idempotencyKey: `order-${orderId}-1` }]);
    expect(await viaOther.must('GET', `/purchase-orders/${orderId}`)).toMatchObject({
      status: 'acknowledged',
      dispatch: { status: 'delivered', attempts: 2 },
    });
  },
);
