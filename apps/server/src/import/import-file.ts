import { basename } from 'node:path';
import type { Location } from '@barrow/contracts';
import type { House } from '../compose.ts';
import { captureImportSales } from './capture-sales.ts';
import { ensureItems } from './create-items.ts';
import { deriveOpening, postOpening, type PostedOpening } from './derive-opening.ts';
import { createLocations, locationsByCode } from './ensure-locations.ts';
import { beginRun, moveRun, readRefused, untouched, type RunState } from './import-run.ts';
import { derivedId } from './importer.ts';
import type { AcceptedLine } from './judge-line.ts';
import type { Mapping } from './mapping.ts';
import type { Progress } from './progress.ts';
import { openRejectsFile } from './rejects-file.ts';
import type { ImportReport } from './report.ts';
import { scanFile, type Scan } from './scan-file.ts';

export type ImportOptions = {
  readonly path: string;
  /** Otherwise the layout is recognised by the file's header. */
  readonly mapping: Mapping | undefined;
  readonly locationCode?: string | undefined;
  readonly currency?: string | undefined;
  readonly limit?: number | undefined;
  readonly rejectsPath?: string | undefined;
  readonly createLocations?: boolean | undefined;
  readonly opening?: 'none' | 'derive' | undefined;
  readonly progress: Progress;
  /** Aborted: nothing more is begun; a later call goes on. */
  readonly signal: AbortSignal;
  readonly nowMs: number;
  readonly memoryChars?: number | undefined;
};

/** Where the sales go. A dry run has none, and needs no database. */
export type ImportTarget = { readonly house: House; readonly orgId: string };

type Written = {
  readonly state: RunState;
  readonly resumedAtSale: number;
  readonly opening: PostedOpening | null;
  readonly isComplete: boolean;
};

/**
 * Imports the sales of a file: reads and judges all of it, then stores what was accepted. Without a target it only reads. Throws
 * IMPORT_FILE, IMPORT_MAPPING, before anything is stored; STOCK_CONFLICT when another opening was booked for the source.
 */
export async function importFile(options: ImportOptions, target?: ImportTarget): Promise<ImportReport> {
  const startedMs = performance.now();
  const known = target === undefined ? undefined : await locationsByCode(target.house, target.orgId);
  const rejects = await openRejectsFile(options.rejectsPath);
  try {
    const scan = await scanFile({
      ...options,
      rejects,
      ...(known === undefined
        ? {}
        : { objection: (line: AcceptedLine) => objectionTo(line, known, options.createLocations === true) }),
      onProgress: (done, total, lines) => options.progress.tell('reading', done, total, `${lines} lines`),
    });
    options.progress.end();
    try {
      const written = target === undefined ? undefined : await write(options, target, scan);
      const refused = target === undefined ? [] : await refusedLines(target, runIdOf(options, target.orgId, scan));
      for (const line of refused) await rejects.add(line, []);
      return reportOf(options, scan, written, refused, (performance.now() - startedMs) / 1000);
    } finally {
      await scan.close();
    }
  } finally {
    await rejects.close();
  }
}

function objectionTo(line: AcceptedLine, known: ReadonlyMap<string, Location>, mayCreate: boolean) {
  const location = known.get(line.locationCode.toUpperCase());
  if (location === undefined) return mayCreate ? undefined : { reason: 'unknown-location', detail: line.locationCode };
  if (location.currency !== line.currency)
    return {
      reason: 'location-currency',
      detail: `${line.locationCode} trades in ${location.currency}, not ${line.currency}`,
    };
  return undefined;
}

/** The same file read in the same way is the same run. */
function runIdOf(options: ImportOptions, orgId: string, scan: Scan): string {
  const settings = JSON.stringify([
    scan.mapping,
    options.locationCode,
    options.currency,
    options.limit,
    scan.linesAccepted,
  ]);
  return derivedId(orgId, 'run', scan.fileHash.toString('hex'), settings);
}

function refusedLines({ house, orgId }: ImportTarget, runId: string) {
  return house.database.transaction(orgId, (tx) => readRefused(tx, runId), { readOnly: true });
}

async function write(options: ImportOptions, target: ImportTarget, scan: Scan): Promise<Written> {
  const { house, orgId } = target;
  const { mapping } = scan;
  const runId = runIdOf(options, orgId, scan);
  const facts = {
    runId,
    source: mapping.source,
    mapping: mapping.name,
    fileName: basename(options.path),
    fileHash: scan.fileHash,
    salesTotal: scan.saleCount,
  };
  const before = await house.database.transaction(orgId, (tx) => beginRun(tx, facts));
  const locations = await createLocations(house, orgId, mapping, scan.locations.values());
  const items = await ensureItems(house, orgId, scan.items.values(), mapping.createItems);
  const from = { ...before, itemsCreated: before.itemsCreated + items.created };
  await house.database.transaction(orgId, (tx) => moveRun(tx, runId, before, from, scan.saleCount === 0));
  const opening =
    options.opening === 'derive'
      ? await postOpening(house, orgId, scan, await deriveOpening(scan), { locations, itemIds: items.ids })
      : null;
  const state = await captureImportSales({
    house,
    orgId,
    runId,
    mapping,
    locations,
    sales: scan.sales(),
    from,
    saleCount: scan.saleCount,
    onProgress: ({ salesDone, linesStored, linesDuplicate }) =>
      options.progress.tell(
        'storing',
        salesDone,
        scan.saleCount,
        `${salesDone} sales, ${linesStored + linesDuplicate} lines`,
      ),
    signal: options.signal,
  });
  options.progress.end();
  return { state, resumedAtSale: before.salesDone, opening, isComplete: state.salesDone === scan.saleCount };
}

function reportOf(
  options: ImportOptions,
  scan: Scan,
  written: Written | undefined,
  refused: readonly { readonly reason: string }[],
  seconds: number,
): ImportReport {
  const reasons = new Map(scan.rejected);
  for (const { reason } of refused) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const state = written?.state ?? {
    ...untouched,
    salesDone: scan.saleCount,
    salesStored: scan.saleCount,
    linesStored: scan.linesAccepted,
  };
  const rejected = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  return {
    file: options.path,
    mapping: scan.mapping.name,
    source: scan.mapping.source,
    dryRun: written === undefined,
    status: written === undefined || written.isComplete ? 'complete' : 'stopped',
    lines: {
      read: scan.linesRead,
      stored: state.linesStored,
      duplicate: state.linesDuplicate,
      rejected,
      waiting: scan.linesRead - state.linesStored - state.linesDuplicate - rejected,
    },
    rejectedByReason: Object.fromEntries([...reasons].toSorted(([, a], [, b]) => b - a)),
    sales: {
      read: scan.saleCount,
      stored: state.salesStored,
      duplicate: state.salesDuplicate,
      refused: state.salesDone - state.salesStored - state.salesDuplicate,
    },
    locations: scan.locations.size,
    items: { read: scan.items.size, created: state.itemsCreated },
    opening: written?.opening ?? null,
    totals: Object.fromEntries(scan.totals),
    resumedAtSale: written?.resumedAtSale ?? 0,
    seconds: Math.round(seconds * 100) / 100,
    linesPerSecond: Math.round(scan.linesRead / seconds),
  };
}
