import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { importFile, type ImportOptions } from './import-file.ts';
import type { ImportReport } from './report.ts';

let test: TestHouse;
let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barrow-import-test-'));
  test = await createTestHouse();
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const header = 'receipt,item,description,quantity,price,time,location';

async function fileOf(content: string | Buffer): Promise<string> {
  files += 1;
  const path = join(folder, `file-${files}.csv`);
  await writeFile(path, content);
  return path;
}

type Asked = Partial<ImportOptions> & { readonly orgId?: string; readonly dry?: boolean };

async function load(
  content: string | Buffer,
  { orgId = test.orgId, dry = false, ...options }: Asked = {},
): Promise<ImportReport> {
  const path = await fileOf(content);
  return importFile(
    {
      path,
      mapping: undefined,
      currency: 'EUR',
      progress: { tell: () => undefined, end: () => undefined },
      signal: new AbortController().signal,
      nowMs: Date.now(),
      ...options,
    },
    dry ? undefined : { house: test.house, orgId },
  );
}

const csv = (...lines: readonly string[]): string => [header, ...lines, ''].join('\n');

describe('an import', () => {
  it('stores sales with their stock moves and totals, makes unknown items with their names, and raises no task', async () => {
    const { orgId } = await test.anotherOrganisation();
    const report = await load(
      csv(
        'R1,soap,Olive soap,2,3.50,2025-03-01 10:00,L1',
        'R2,soap,Olive soap,1,3.50,2025-03-01 11:00,L2',
        'R1,BRUSH,"Brush, ""soft""",1,0.001,2025-03-01 10:00,L1',
        'R3,Soap,,-1,3.50,2025-03-02 10:00,L1',
      ),
      { orgId },
    );
    expect(report).toMatchObject({
      mapping: 'generic',
      status: 'complete',
      lines: { read: 4, stored: 4, duplicate: 0, rejected: 0, waiting: 0 },
      sales: { read: 3, stored: 3, refused: 0 },
      items: { read: 2, created: 2 },
      totals: { EUR: { lines: 4, soldMilli: 4000, returnedMilli: 1000, amountMinor: 700 } },
    });
    expect(
      await test.sql('select sku, name, status from catalogue.item where org_id = $1 order by sku', [orgId]),
    ).toEqual([
      { sku: 'BRUSH', name: 'Brush, "soft"', status: 'active' },
      { sku: 'soap', name: 'Olive soap', status: 'active' },
    ]);
    expect(
      await test.sql(
        'select sum(total_minor)::bigint as total, sum(sale_count)::bigint as sales from sales.day_total where org_id = $1',
        [orgId],
      ),
    ).toEqual([{ total: 700, sales: 2 }]);
    expect(
      await test.sql('select sum(on_hand_milli)::bigint as on_hand from stock.balance where org_id = $1', [orgId]),
    ).toEqual([{ on_hand: -3000 }]);
    expect(await test.sql('select count(*)::bigint as tasks from tasks.task where org_id = $1', [orgId])).toEqual([
      { tasks: 0 },
    ]);
    expect(await test.sql('select distinct origin from platform.event where org_id = $1', [orgId])).toEqual([
      { origin: 'import' },
    ]);
  });

  it('stores nothing twice, also when sales were added to the file or its lines stand elsewhere', async () => {
    const { orgId } = await test.anotherOrganisation();
    const lines = ['A1,x,X,2,1.00,2025-03-01 10:00,L1', 'A2,x,X,1,1.00,2025-03-01 11:00,L1'];
    await load(csv(...lines), { orgId });
    expect(await load(csv(...lines), { orgId })).toMatchObject({
      sales: { stored: 0, duplicate: 2 },
      lines: { stored: 0, duplicate: 2 },
      items: { created: 0 },
    });
    expect(await load(csv('A3,x,X,5,1.00,2025-02-01 10:00,L1', ...lines.toReversed()), { orgId })).toMatchObject({
      sales: { stored: 1, duplicate: 2 },
    });
    expect(await test.sql('select on_hand_milli from stock.balance where org_id = $1', [orgId])).toEqual([
      { on_hand_milli: -8000 },
    ]);
  });

  it('refuses a sale that was stored with other content, names its lines, and stores the rest', async () => {
    const { orgId } = await test.anotherOrganisation();
    await load(csv('A1,x,X,2,1.00,2025-03-01 10:00,L1'), { orgId });
    const rejectsPath = join(folder, 'conflict.csv');
    const report = await load(csv('A0,x,X,1,1.00,2025-03-01 09:00,L1', 'A1,x,X,3,1.00,2025-03-01 10:00,L1'), {
      orgId,
      rejectsPath,
    });
    expect(report).toMatchObject({
      rejectedByReason: { 'sale-conflict': 1 },
      sales: { stored: 1, refused: 1 },
      lines: { stored: 1, rejected: 1, waiting: 0 },
    });
    expect(await readFile(rejectsPath, 'utf8')).toMatch(/\n3,sale-conflict,/);
  });

  it('leaves items that are known as they are, found by any of their codes', async () => {
    const { api } = test;
    await api('POST', '/items', { sku: 'TEA', name: 'Green tea', gtins: ['4006381333931'] });
    const report = await load(
      csv('T1,4006381333931,something else,1,2.00,2025-03-01 10:00,L1', 'T1,tea,Tea?,1,2.00,2025-03-01 10:00,L1'),
    );
    expect(report.items).toEqual({ read: 2, created: 0 });
    expect(await test.sql("select name from catalogue.item where org_id = $1 and sku = 'TEA'", [test.orgId])).toEqual([
      { name: 'Green tea' },
    ]);
  });

  it('rejects lines of a location that does not exist or trades in another currency, or makes it when told', async () => {
    const lines = csv('U1,x,X,1,1.00,2025-03-01 10:00,NOWHERE', 'U2,x,X,1,1.00,2025-03-01 10:00,L1');
    expect((await load(lines)).rejectedByReason).toEqual({ 'unknown-location': 1 });
    expect((await load(lines, { currency: 'CHF' })).rejectedByReason).toEqual({
      'unknown-location': 1,
      'location-currency': 1,
    });
    expect(await load(lines, { createLocations: true })).toMatchObject({
      rejectedByReason: {},
      sales: { stored: 1, duplicate: 1 },
    });
    expect((await load(lines.replace('location', 'shop'), { locationCode: 'L2' })).locations).toBe(1);
  });

  it('books an opening so large that no sale goes below zero, once', async () => {
    const { orgId } = await test.anotherOrganisation();
    const lines = csv(
      'O1,a,A,5,4.00,2025-03-01 10:00,L1',
      'O2,a,A,-4,4.00,2025-03-02 10:00,L1',
      'O3,a,A,6,4.00,2025-03-03 10:00,L1',
      'O4,b,B,1,2.00,2025-03-03 10:00,L2',
      'O5,c,C,-1,2.00,2025-03-03 10:00,L2',
    );
    const report = await load(lines, { orgId, opening: 'derive' });
    expect(report.opening).toEqual({ documents: 2, lines: 2, qtyMilli: 8000 });
    await load(lines, { orgId, opening: 'derive' });
    expect(
      await test.sql(
        `select i.sku, m.qty_milli, m.unit_cost_micro, m.occurred_at from stock.move m join catalogue.item i on i.org_id = m.org_id and i.item_id = m.item_id
         where m.org_id = $1 and m.kind = 'opening' order by i.sku`,
        [orgId],
      ),
    ).toEqual([
      { sku: 'a', qty_milli: 7000, unit_cost_micro: 2_000_000, occurred_at: '2025-03-01T09:59:00.000Z' },
      { sku: 'b', qty_milli: 1000, unit_cost_micro: 1_000_000, occurred_at: '2025-03-03T09:59:00.000Z' },
    ]);
    expect(
      await test.sql('select min(on_hand_milli)::bigint as least from stock.balance where org_id = $1', [orgId]),
    ).toEqual([{ least: 0 }]);
  });
});

describe('bad files', () => {
  it('rejects malformed, undecodable and short lines by themselves and writes them, ready to be mended', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${header}\nB1,x,X,1,1.00,2025-03-01 10:00,L1\nB2,x,"X,1,1.00,2025-03-01 10:00,L1\nB3,`),
      Buffer.from([0x78, 0xe9]),
      Buffer.from(',X,1,1.00,2025-03-01 10:00,L1\nB4,x\n\nB5,x,X,"1",1.00,2025-03-01 10:00,L1\r\n'),
    ]);
    const rejectsPath = join(folder, 'rejects.csv');
    const report = await load(gzipSync(bytes), { rejectsPath, dry: true });
    expect(report).toMatchObject({
      dryRun: true,
      lines: { read: 6, stored: 2, rejected: 4 },
      rejectedByReason: { malformed: 1, 'bad-encoding': 1, 'column-count': 1, 'blank-line': 1 },
    });
    const rows = (await readFile(rejectsPath, 'utf8')).split('\n');
    expect(rows[0]).toBe(`rejected_line,rejected_reason,rejected_detail,${header}`);
    expect(rows[1]).toMatch(/^3,malformed,text follows a closing quote,B2,x,/);
    expect(rows.map((row) => row.split(',')[0])).toEqual(['rejected_line', '3', '4', '5', '6', '']);
  });

  it('reads another encoding when told', async () => {
    const { orgId } = await test.anotherOrganisation();
    const { loadMapping } = await import('./mapping-files.ts');
    const mapping = { ...(await loadMapping('generic')), encoding: 'windows-1252' };
    await load(Buffer.from(csv('E1,x,Café,1,1.00,2025-03-01 10:00,L1'), 'latin1'), { orgId, mapping });
    expect(await test.sql('select name from catalogue.item where org_id = $1', [orgId])).toEqual([{ name: 'Café' }]);
  });

  it.each([
    [
      'a file that is not there',
      () =>
        importFile({
          path: join(folder, 'none.csv'),
          mapping: undefined,
          progress: { tell: () => undefined, end: () => undefined },
          signal: new AbortController().signal,
          nowMs: 0,
        }),
      'IMPORT_FILE',
    ],
    ['an empty file', () => load('', { dry: true }), 'IMPORT_FILE'],
    [
      'a gzip file that was cut off',
      () => load(gzipSync(csv('B1,x,X,1,1.00,2025-03-01 10:00,L1')).subarray(0, 60), { dry: true }),
      'IMPORT_FILE',
    ],
    ['a file without line ends', () => load(Buffer.alloc(3_000_000, 65), { dry: true }), 'IMPORT_FILE'],
    ['a header that nobody knows', () => load('a,b\n1,2\n', { dry: true }), 'IMPORT_MAPPING'],
    [
      'a file that names no location',
      () => load(csv('B1,x,X,1,1.00,2025-03-01 10:00').replace(',location', ''), { dry: true }),
      'IMPORT_MAPPING',
    ],
  ])('refuses %s before anything is stored', async (_what, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code });
  });

  it('says which column a mapping wants', async () => {
    const { loadMapping } = await import('./mapping-files.ts');
    const mapping = await loadMapping('uci-online-retail');
    await expect(load(csv(), { mapping, dry: true })).rejects.toThrow('wants the column "InvoiceNo" or "Invoice"');
  });
});
