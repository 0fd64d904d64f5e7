import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileSchema } from '../platform/schema.ts';
import { importFile } from './import-file.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const salesInFile = 3_000;

let test: TestHouse;
let folder: string;
let path: string;

/** Every sale has three lines of 40 items at two locations; returns among them. */
function salesFile(): string {
  const lines = ['receipt,item,quantity,price,time,location'];
  for (let sale = 0; sale < salesInFile; sale += 1) {
    const at = new Date(Date.UTC(2025, 0, 1) + sale * 300_000).toISOString();
    for (let line = 0; line < 3; line += 1) {
      const quantity = sale % 50 === 7 ? -1 : 1 + (line % 2);
      lines.push(
        `R${sale},I${(sale * 7 + line * 13) % 40},${quantity},${(sale % 9) + 1}.25,${at.slice(0, 19)}Z,L${1 + (sale % 2)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barrow-import-test-'));
  path = join(folder, 'sales.csv');
  await writeFile(path, salesFile());
  test = await createTestHouse();
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const Report = compileSchema(
  Type.Object({
    status: Type.String(),
    resumedAtSale: Type.Integer(),
    lines: Type.Object({
      read: Type.Integer(),
      stored: Type.Integer(),
      duplicate: Type.Integer(),
      waiting: Type.Integer(),
    }),
    sales: Type.Object({ stored: Type.Integer(), duplicate: Type.Integer(), refused: Type.Integer() }),
  }),
);

/** The same import without a process of its own. */
function importHere(orgId: string) {
  const options = { path, mapping: undefined, currency: 'EUR', opening: 'derive', nowMs: Date.now() } as const;
  const progress = { tell: () => undefined, end: () => undefined };
  return importFile({ ...options, progress, signal: new AbortController().signal }, { house: test.house, orgId });
}

/** Starts the real command. */
function start(orgId: string) {
  const child = spawn(
    process.execPath,
    [main, 'import', 'sales', path, '--currency', 'EUR', '--org', orgId, '--json', '--opening', 'derive'],
    {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: test.databaseUrl,
        BARROW_SECRET: 'a secret of tests, 32 characters or more',
        BARROW_DATA: folder,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (err += String(text)));
  const ended = once(child, 'close').then(([code]) => ({
    code: Number(code ?? -1),
    err,
    report: out === '' ? undefined : Report.parse(JSON.parse(out)),
  }));
  return { child, ended };
}

async function salesDone(orgId: string): Promise<number> {
  const [row] = await test.sql<{ done: number }>('select sales_done as done from import.run where org_id = $1', [
    orgId,
  ]);
  return row?.done ?? 0;
}

/** Waits until so many sales are stored; answers how many are. */
async function untilStored(orgId: string, least: number): Promise<number> {
  const deadlineMs = performance.now() + 60_000;
  for (;;) {
    const done = await salesDone(orgId);
    if (done >= least) return done;
    if (performance.now() > deadlineMs) throw new Error(`only ${done} sales were stored in time`);
    await sleep(5);
  }
}

/** Everything an import writes, without ids that depend on the organisation. */
async function picture(orgId: string) {
  return {
    sales: await test.sql(
      `select s.receipt_number, l.line_no, i.sku, l.qty_milli, l.total_minor, s.occurred_at, s.business_day from sales.sale s
       join sales.line l on l.org_id = s.org_id and l.sale_id = s.sale_id join catalogue.item i on i.org_id = l.org_id and i.item_id = l.item_id
       where s.org_id = $1 order by s.receipt_number, l.line_no`,
      [orgId],
    ),
    balances: await test.sql(
      `select c.code, i.sku, b.on_hand_milli, b.value_micro, b.average_cost_micro from stock.balance b join catalogue.item i on i.org_id = b.org_id and i.item_id = b.item_id
       join network.location c on c.org_id = b.org_id and c.location_id = b.location_id where b.org_id = $1 order by c.code, i.sku`,
      [orgId],
    ),
    days: await test.sql(
      `select c.code, d.business_day, d.sale_count, d.return_count, d.line_count, d.total_minor, d.cost_micro from sales.day_total d
       join network.location c on c.org_id = d.org_id and c.location_id = d.location_id where d.org_id = $1 order by c.code, d.business_day`,
      [orgId],
    ),
    moves: await test.sql(
      'select count(*)::bigint as count, sum(on_hand_delta_milli)::bigint as sum from stock.move where org_id = $1',
      [orgId],
    ),
    events: await test.sql(
      "select count(*)::bigint as count from platform.event where org_id = $1 and type = 'sales.sale.captured'",
      [orgId],
    ),
  };
}

it('killed twice, interrupted once and started again equals one clean run', { timeout: 240_000 }, async () => {
  for (const least of [1, 1_000]) {
    const { child, ended } = start(test.orgId);
    const done = await untilStored(test.orgId, least);
    child.kill('SIGKILL');
    await ended;
    expect(done).toBeLessThan(salesInFile);
  }
  const before = await salesDone(test.orgId);
  const interrupted = start(test.orgId);
  await untilStored(test.orgId, before + 1);
  interrupted.child.kill('SIGINT');
  const stopped = await interrupted.ended;
  expect(stopped).toMatchObject({ code: 130 });
  expect(stopped.report).toMatchObject({ status: 'stopped', resumedAtSale: before });
  expect(stopped.report?.lines.waiting).toBeGreaterThan(0);

  const last = await start(test.orgId).ended;
  expect(last).toMatchObject({ code: 0 });
  expect(last.report).toMatchObject({
    status: 'complete',
    lines: { read: 3 * salesInFile, stored: 3 * salesInFile, duplicate: 0, waiting: 0 },
    sales: { stored: salesInFile, duplicate: 0, refused: 0 },
  });
  expect(last.report?.resumedAtSale).toBeGreaterThan(before);

  const { orgId } = await test.anotherOrganisation();
  expect(await importHere(orgId)).toMatchObject({ status: 'complete', resumedAtSale: 0 });
  expect(await picture(test.orgId)).toEqual(await picture(orgId));

  expect(await importHere(test.orgId)).toMatchObject({
    lines: { stored: 0, duplicate: 3 * salesInFile },
    sales: { duplicate: salesInFile },
  });
});
