import { addDays, weekdayOf } from '@barrow/kernel';
import { findFreePort } from '../../apps/server/src/platform/embedded-database/launch.ts';
import { createSupplierSandbox, type SupplierSandbox } from '@barrow/supplier-sandbox';
import { createDemo, demoOrgId, demoToday, demoWorld } from '../../apps/server/src/demo/load/create-demo.ts';
import { writeDemoState } from '../../apps/server/src/demo/load/demo-state.ts';
import {
  demoSigningSecretOf,
  renewSandboxKey,
  saveDemoSuppliers,
} from '../../apps/server/src/demo/load/demo-suppliers.ts';
import { loadHistory } from '../../apps/server/src/demo/load/load-history.ts';
import { createApiKey } from '../../apps/server/src/modules/identity/index.ts';
import type { ApiAnswer } from '../../apps/server/src/testing/call-api.ts';
import { createTestHouse, type TestHouse } from '../../apps/server/src/testing/test-house.ts';

const secret = 'a secret that only tests use, 32 characters or more';

/** The demo network with the first weeks of its past, its suppliers answering, and an owner's door to it. */
export type DemoNetwork = {
  readonly house: TestHouse;
  readonly sandbox: SupplierSandbox;
  /** The last day that is loaded. */
  readonly day: string;
  /** Calls the API as an owner of the demo; throws unless it is done. */
  readonly api: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** The same, and answers what a refusal says too. */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;
  close(): Promise<void>;
};

/**
 * At least so many days are loaded, the last of them of this ISO weekday when it is given: what suppliers take orders for depends on it, and what a
 * test finds must not depend on the day it runs.
 */
export async function createDemoNetwork(atLeastDays: number, lastWeekday?: number): Promise<DemoNetwork> {
  const [barrowPort, sandboxPort] = [await findFreePort(), await findFreePort()];
  const house = await createTestHouse({
    environment: { BARROW_PORT: String(barrowPort), BARROW_EGRESS_ALLOW: `127.0.0.1:${sandboxPort}` },
  });
  const today = demoToday(house.house.clock.nowMs());
  const { firstDay } = demoWorld(today);
  const weekday = weekdayOf(addDays(firstDay, atLeastDays - 1));
  const days = atLeastDays + (((lastWeekday ?? weekday) - weekday + 7) % 7);
  await createDemo(house.house, secret, today);
  await house.house.database.transaction(demoOrgId, (tx) =>
    writeDemoState(tx, { today, loadedThrough: null, trickle: false }),
  );
  const enough = new AbortController();
  await loadHistory(house.house, enough.signal, ({ done }) => {
    if (done === days) enough.abort();
  });
  const key = await house.house.database.transaction(
    demoOrgId,
    async (tx) => (await createApiKey(tx, { name: 'test', role: 'owner' })).secret,
  );
  const sandbox = createSupplierSandbox({
    barrowUrl: house.address,
    apiKey: await renewSandboxKey(house.house),
    secrets: { default: demoSigningSecretOf(secret) },
  });
  await sandbox.listen({ port: sandboxPort });
  await saveDemoSuppliers(house.house, secret, `http://127.0.0.1:${sandboxPort}`, false);
  const ask = (method: string, path: string, body?: unknown) => house.api(method, path, body, key);
  return {
    house,
    sandbox,
    day: addDays(firstDay, days - 1),
    ask,
    async api(method, path, body) {
      const answer = await ask(method, path, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    async close() {
      await sandbox.close();
      await house.close();
    },
  };
}
