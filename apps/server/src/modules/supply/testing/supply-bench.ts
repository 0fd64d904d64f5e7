import { must } from '@barrow/kernel';
import type { Role } from '@barrow/contracts';
import { newId } from '../../../platform/clock.ts';
import { createSealer } from '../../../platform/crypto.ts';
import { createEgress } from '../../../platform/egress.ts';
import { createLogger } from '../../../platform/logger.ts';
import { createMailer } from '../../../platform/mail.ts';
import { createDatabase, createPool, type Database, type Row } from '../../../platform/postgres.ts';
import { createRegistry } from '../../../platform/registry.ts';
import { listAt, textAt } from '../../../testing/json-at.ts';
import { createTestDatabase } from '../../../testing/test-database.ts';
import { createCatalogue } from '../../catalogue/index.ts';
import { networkActions } from '../../network/index.ts';
import { createTaskActions } from '../../tasks/index.ts';
import type { DispatchLimits } from '../dispatcher.ts';
import { createSupply, type Supply } from '../index.ts';

export type BenchOptions = {
  /** `host:port` on this machine that may be called. */
  readonly allow?: readonly string[];
  readonly smtpUrl?: string;
  readonly limits?: Partial<DispatchLimits>;
  readonly nowMs?: () => number;
};

/** The supply module on a database of its own, without sweepers: a test makes each sweep itself. */
export type SupplyBench = {
  readonly database: Database;
  readonly orgId: string;
  readonly supply: Supply;
  readonly locationId: string;
  readonly itemId: string;
  /** The same module as another process has it. */
  readonly another: () => Supply;
  readonly perform: (action: string, input: unknown, role?: Role, supplierId?: string | null) => Promise<unknown>;
  /** Adds a supplier that sells the item; answers its id. */
  readonly addSupplier: (fields: Readonly<Record<string, unknown>>) => Promise<string>;
  /** Drafts, approves and places an order of 10; answers its id. */
  readonly place: (supplierId: string) => Promise<string>;
  readonly order: (orderId: string) => Promise<unknown>;
  /** Sweeps and waits for what it began, until nothing more is due or `most` times. */
  readonly sweepAll: (most?: number) => Promise<number>;
  /** The kinds of the open tasks, sorted. */
  readonly tasks: () => Promise<string[]>;
  /** A statement as superuser. */
  readonly sql: <R extends Row = Row>(text: string, values?: readonly unknown[]) => Promise<R[]>;
  readonly close: () => Promise<void>;
};

const fastLimits: Partial<DispatchLimits> = { firstPauseMs: 20, longestPauseMs: 60, maxAttempts: 4 };

export async function createSupplyBench(options: BenchOptions = {}): Promise<SupplyBench> {
  const testDatabase = await createTestDatabase();
  const log = createLogger('silent');
  const database = createDatabase({ url: testDatabase.url, size: 6, role: 'barrow_app', log });
  const superuser = createPool({ url: testDatabase.url, size: 1, role: 'none', log });
  const nowMs = options.nowMs ?? Date.now;
  const egress = createEgress({ allowPrivate: options.allow ?? [] });
  const mailer =
    options.smtpUrl === undefined
      ? undefined
      : createMailer({ smtpUrl: options.smtpUrl, from: 'Test <orders@test.example>' });
  const make = (): Supply =>
    createSupply({
      database,
      sealer: createSealer('a secret that only tests use, long enough', 'suppliers'),
      egress,
      mailerOf: () => Promise.resolve(mailer),
      nowMs,
      onCommit: () => undefined,
      log,
      apiUrl: 'http://127.0.0.1:1/api/v1',
      organisationName: () => Promise.resolve('Fern & Field'),
      limits: { ...fastLimits, ...options.limits },
    });
  const supply = make();
  const registry = createRegistry({ database, clock: { nowMs }, onCommit: () => undefined }, [
    ...networkActions,
    ...createCatalogue(nowMs).actions,
    ...createTaskActions(async () => undefined),
    ...supply.actions,
  ]);
  const orgId = newId();
  const perform: SupplyBench['perform'] = (action, input, role = 'owner', supplierId = null) =>
    registry.perform(
      action,
      {
        actor: { kind: 'key', id: 'test', name: 'test', enteredBy: 'test' },
        grant: { orgId, role, locationIds: null, supplierId },
        traceId: '0'.repeat(32),
      },
      input,
    );
  const location = { code: 'L1', name: 'First', format: 'shop', timeZone: 'Europe/Berlin', currency: 'EUR' };
  const locationId = textAt(await perform('network.location.create', location), 'locationId');
  const item = { sku: 'SOAP', name: 'Soap', gtins: ['4006381333931'] };
  const itemId = textAt(await perform('catalogue.item.create', item), 'itemId');
  let suppliers = 0;

  return {
    database,
    orgId,
    supply,
    locationId,
    itemId,
    another: make,
    perform,
    async addSupplier(fields) {
      suppliers += 1;
      const input = { code: `S${suppliers}`, name: `Supplier ${suppliers}`, timeZone: 'Europe/Berlin', ...fields };
      const supplierId = textAt(await perform('supply.supplier.create', input), 'supplierId');
      const terms = { supplierItemCode: 'SOAP-01', costMicro: 1_255_000, packMilli: 1000 };
      await perform('supply.item.save', { supplierId, itemId, ...terms });
      return supplierId;
    },
    async place(supplierId) {
      const orderId = newId();
      const lines = [{ itemId, qtyMilli: 10_000 }];
      await perform('supply.order.draft', { id: orderId, supplierId, locationId, lines });
      await perform('supply.order.approve', { orderId });
      await perform('supply.order.place', { orderId });
      return orderId;
    },
    order: (orderId) => perform('supply.order.read', { orderId }),
    async sweepAll(most = 50) {
      let begun = 0;
      for (let round = 0; round < most; round += 1) {
        const now = await supply.sweepDispatches();
        await supply.idle(20_000);
        begun += now;
        const [open] = await superuserRows<{ open: number }>(
          `select count(*) as open from supply.dispatch where status in ('due', 'leased')`,
        );
        if (must(open, 'a count').open === 0) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return begun;
    },
    async tasks() {
      const answer = await perform('tasks.task.list', {});
      return listAt(answer, 'items')
        .map((task) => textAt(task, 'kind'))
        .toSorted();
    },
    sql: superuserRows,
    async close() {
      await egress.close();
      await supply.idle();
      await superuser.end();
      await database.close();
      await testDatabase.drop();
    },
  };

  async function superuserRows<R extends Row>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await superuser.query<R>(text, [...values])).rows;
  }
}
