import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { findFreePort } from '../apps/server/src/platform/embedded-database/launch.ts';
import { createSupplierSandbox, type SupplierSandbox } from '@barrow/supplier-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../apps/server/src/import/import-file.ts';
import { at, listAt, textAt } from '../apps/server/src/testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../apps/server/src/testing/test-house.ts';
import { until } from './support/until.ts';
import { verify } from '../apps/server/src/verify/verify.ts';

const path = join(
  process.env['BARROW_SHARED'] ?? join(import.meta.dirname, '../../shared'),
  'data/online_retail_uci.csv.gz',
);
const isThere = existsSync(path);
if (!isThere) console.warn(`skipped: the main job on UCI Online Retail (absent: ${path})`);
const isLong = process.env['BARROW_CHECK_LONG'] === '1';
const shortLines = 30_000;
if (isThere && !isLong) console.warn(`shortened: the main job runs on ${shortLines} lines (whole with "check --long")`);

/** The items that sold most are the ones the supplier sells. */
const suppliedItems = 120;

describe.skipIf(!isThere)('the main job on real sales', () => {
  let house: TestHouse;
  let sandbox: SupplierSandbox;
  let locationId: string;
  let lastDay: string;

  const api = async (method: string, url: string, body?: unknown) => {
    const answer = await house.api(method, url, body);
    expect(answer.status, `${method} ${url}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body;
  };
  const onHand = async (): Promise<Map<string, number>> =>
    new Map(
      (
        await house.sql<{ item_id: string; on_hand_milli: number }>(
          'select item_id, on_hand_milli from stock.balance where org_id = $1 and location_id = $2',
          [house.orgId, locationId],
        )
      ).map((row) => [row.item_id, row.on_hand_milli]),
    );
  const planAll = async () => {
    const runId = textAt(await api('POST', '/planning/runs', { locationIds: [locationId], day: lastDay }), 'runId');
    await until('the plan', async () => {
      const run = await api('GET', `/planning/runs/${runId}`);
      return textAt(run, 'status') === 'running' ? undefined : run;
    });
    return listAt(await api('GET', `/planning/proposals?runId=${runId}&limit=500`), 'items');
  };

  beforeAll(async () => {
    const [barrowPort, sandboxPort] = [await findFreePort(), await findFreePort()];
    house = await createTestHouse({
      environment: { BARROW_PORT: String(barrowPort), BARROW_EGRESS_ALLOW: `127.0.0.1:${sandboxPort}` },
    });
    sandbox = createSupplierSandbox({ barrowUrl: house.address, apiKey: house.keys.integration });
    await sandbox.listen({ port: sandboxPort });
    await api('POST', '/suppliers', {
      id: house.supplierId,
      code: 'GIFTS',
      name: 'Gift wholesaler',
      currency: 'GBP',
      transport: 'http',
      orderUrl: `http://127.0.0.1:${sandboxPort}/orders`,
      timeZone: 'Europe/London',
      orderWeekdays: [1, 2, 3, 4, 5],
      leadTimeDays: 3,
      leadTimeSdDays: 1,
    });
  }, 60_000);
  afterAll(async () => {
    await sandbox.close();
    await house.close();
  });

  it(
    'takes the sales in, with an opening count from which no stock falls below zero',
    { timeout: 900_000 },
    async () => {
      const report = await importFile(
        {
          path,
          mapping: undefined,
          createLocations: true,
          opening: 'derive',
          ...(isLong ? {} : { limit: shortLines }),
          progress: { tell: () => undefined, end: () => undefined },
          signal: new AbortController().signal,
          nowMs: Date.now(),
        },
        { house: house.house, orgId: house.orgId },
      );
      expect(report.status).toBe('complete');
      const [facts] = await house.sql<{ location_id: string; last_day: string; below: number }>(
        `select location_id, max(business_day)::text as last_day,
         (select count(*) from stock.balance b where b.org_id = $1 and b.on_hand_milli < 0)::bigint as below
       from sales.sale where org_id = $1 group by location_id`,
        [house.orgId],
      );
      expect(facts?.below).toBe(0);
      locationId = facts?.location_id ?? '';
      lastDay = facts?.last_day ?? '';
      expect(await verify(house.house.database, house.orgId)).toEqual([]);
    },
  );

  it(
    'forecasts, proposes, orders, is answered, receives, and its stock is right to the unit',
    { timeout: 300_000 },
    async () => {
      const best = await house.sql<{ item_id: string; price: number }>(
        `select item_id, greatest(1, (sum(total_minor) * 10000 / (sum(sold_milli) / 1000) / 2))::bigint as price from sales.item_day
       where org_id = $1 and sold_milli > 0 group by item_id having sum(total_minor) > 0 order by sum(sold_milli) desc limit $2`,
        [house.orgId, suppliedItems],
      );
      const saved = await api('POST', '/suppliers/items/batch', {
        items: best.map((item, index) => ({
          supplierId: house.supplierId,
          itemId: item.item_id,
          supplierItemCode: `W-${index}`,
          costMicro: item.price,
          packMilli: 6000,
          minimumMilli: 6000,
          preferred: true,
        })),
      });
      expect(listAt(saved, 'saved')).toHaveLength(suppliedItems);

      // a poor stock to begin with: what is left is counted down to a little
      await api('POST', '/stock/counts', {
        id: randomUUID(),
        locationId,
        lines: best.map((item) => ({ itemId: item.item_id, countedMilli: 2000 })),
      });
      const proposals = await planAll();
      expect(proposals.length).toBeGreaterThan(suppliedItems / 2);
      for (const proposal of proposals) expect(Number(at(proposal, 'qtyMilli')) % 6000).toBe(0);
      const explained = await api('GET', `/planning/proposals/${textAt(proposals[0], 'proposalId')}`);
      expect(listAt(at(explained, 'explanation'), 'sentences').length).toBeGreaterThan(2);

      const approved = await api('POST', '/planning/proposals/approve', {
        proposals: proposals.map((proposal) => ({ proposalId: textAt(proposal, 'proposalId') })),
      });
      const orderId = textAt(listAt(approved, 'orders')[0], 'orderId');
      await api('POST', `/purchase-orders/${orderId}/approve`, {});
      await api('POST', `/purchase-orders/${orderId}/place`, {});
      const answered = await until('the acknowledgement', async () => {
        const order = await api('GET', `/purchase-orders/${orderId}`);
        return textAt(order, 'status') === 'acknowledged' ? order : undefined;
      });
      expect(sandbox.orders()).toHaveLength(1);

      // what is ordered counts: planning again orders nothing more of it
      expect(await planAll()).toEqual([]);

      const before = await onHand();
      const lines = listAt(answered, 'lines').map((line) => ({
        lineNo: Number(at(line, 'lineNo')),
        itemId: textAt(line, 'itemId'),
        receivedMilli: Number(at(line, 'qtyMilli')),
      }));
      const receipt = {
        receiptId: randomUUID(),
        lines: lines.map(({ lineNo, receivedMilli }) => ({ lineNo, receivedMilli })),
      };
      await api('POST', `/purchase-orders/${orderId}/receipts`, receipt);
      await api('POST', `/purchase-orders/${orderId}/receipts`, receipt);
      expect(textAt(await api('GET', `/purchase-orders/${orderId}`), 'status')).toBe('received');
      const after = await onHand();
      for (const { itemId, receivedMilli } of lines)
        expect(after.get(itemId)).toBe((before.get(itemId) ?? 0) + receivedMilli);
      expect(await verify(house.house.database, house.orgId)).toEqual([]);

      const kpis = listAt(await api('GET', '/planning/kpis'), 'locations');
      const mine = kpis.find((kpi) => textAt(kpi, 'locationId') === locationId);
      expect(Number(at(mine, 'items'))).toBe(suppliedItems);
      expect(Number(at(mine, 'stockValueMicro'))).toBeGreaterThan(0);
      expect(Number(at(mine, 'inStockShare'))).toBe(1);
    },
  );
});
