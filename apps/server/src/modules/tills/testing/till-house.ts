import { randomUUID } from 'node:crypto';
import type { SignedFact } from '@barrow/contracts';
import { listAt, textAt } from '../../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../../testing/test-house.ts';
import { enrolTill, type TestTill, type TillAnswer } from '../../../testing/test-till.ts';

/** A house with an item that costs 2.50, and tills at its first location. */
export type TillHouse = {
  readonly house: TestHouse;
  readonly here: string;
  readonly itemId: string;
  /** A new code for a device. */
  codeFor(): Promise<string>;
  newTill(): Promise<TestTill>;
  /** The next fact of a till: a sale of one, paid in cash. */
  sell(till: TestTill, priceMinor?: number, more?: object): Promise<SignedFact>;
  push(till: TestTill, facts: readonly SignedFact[], oldestSeq?: number): Promise<TillAnswer>;
  /** How many of these facts are sales on the server. */
  salesOf(facts: readonly SignedFact[]): Promise<number>;
};

/** What became of each fact of a push. */
export const statuses = (body: unknown): string[] => listAt(body, 'verdicts').map((one) => textAt(one, 'status'));

export async function createTillHouse(): Promise<TillHouse> {
  const house = await createTestHouse();
  const here = house.locations[0].locationId;
  const item = { sku: 'S1', name: 'Soap', gtins: ['4006381333931'] };
  const itemId = textAt((await house.api('POST', '/items', item)).body, 'itemId');
  await house.api('POST', '/prices', { prices: [{ itemId, currency: 'EUR', unitPriceMicro: 2_500_000 }] });
  const codeFor = async (): Promise<string> =>
    textAt((await house.api('POST', '/tills/enrolments', { locationId: here, deviceName: 'Counter' })).body, 'code');
  return {
    house,
    here,
    itemId,
    codeFor,
    async newTill() {
      const { till, answer } = await enrolTill(house.address, await codeFor());
      if (till === undefined) throw new Error(JSON.stringify(answer));
      return till;
    },
    sell(till, priceMinor = 250, more = {}) {
      const id = randomUUID();
      const input = {
        id,
        locationId: here,
        occurredAt: new Date().toISOString(),
        lines: [{ itemId, qtyMilli: 1_000, unitPriceMicro: priceMinor * 10_000, taxMinor: 0 }],
        payments: [{ method: 'cash', amountMinor: priceMinor }],
        totalMinor: priceMinor,
        ...more,
      };
      return till.happen('sales.sale.capture', input, { factId: id });
    },
    push: (till, facts, oldestSeq = 1) => till.ask('POST', '/api/v1/tills/sync/facts', { facts, oldestSeq }),
    async salesOf(facts) {
      const rows = await house.sql<{ count: number }>(
        'select count(*)::integer as count from sales.sale where org_id = $1 and sale_id = any($2::uuid[])',
        [house.orgId, facts.map(({ input }) => input['id'])],
      );
      return rows[0]?.count ?? 0;
    },
  };
}
