import { fault } from '../platform/fault.ts';
import { createCsvReader, type CsvRecord } from './csv-records.ts';
import { createSaleGatherer, type SaleGatherer } from './gather-sales.ts';
import { createJudge, type AcceptedLine, type RejectedLine } from './judge-line.ts';
import { builtInMappings } from './mapping-files.ts';
import type { Mapping } from './mapping.ts';
import { openTextFile } from './read-text.ts';
import { bindLayout, recogniseLayout } from './recognise-layout.ts';
import type { RejectsFile } from './rejects-file.ts';

/** What accepted lines of one currency add up to. Quantities in thousandths; the amount is what was sold less what came back. */
export type CurrencyTotal = { lines: number; soldMilli: number; returnedMilli: number; amountMinor: number };
/** An item as the file first names it; its price is the first one above 0. */
export type FileItem = { readonly code: string; name: string; category: string; priceMicro: number };

export type Scan = {
  readonly mapping: Mapping;
  /** SHA-256 of the file. */
  readonly fileHash: Buffer;
  readonly linesRead: number;
  readonly linesAccepted: number;
  readonly rejected: ReadonlyMap<string, number>;
  readonly totals: ReadonlyMap<string, CurrencyTotal>;
  /** By code, in capitals. */
  readonly items: ReadonlyMap<string, FileItem>;
  /** Location code in capitals -> its first spelling, currency and clock. */
  readonly locations: ReadonlyMap<string, FileLocation>;
  readonly saleCount: number;
  readonly sales: SaleGatherer['sales'];
  close(): Promise<void>;
};

export type FileLocation = { readonly code: string; readonly currency: string };

export type ScanOptions = {
  readonly path: string;
  /** Otherwise the layout is recognised by its header. */
  readonly mapping: Mapping | undefined;
  readonly locationCode?: string | undefined;
  readonly currency?: string | undefined;
  /** At most so many lines after the header. */
  readonly limit?: number | undefined;
  readonly nowMs: number;
  readonly rejects: RejectsFile;
  /** A further reason to reject a line, such as that its location is unknown. */
  readonly objection?: (line: AcceptedLine) => { reason: string; detail: string } | undefined;
  readonly onProgress: (bytesRead: number, sizeBytes: number, lines: number) => void;
  readonly signal: AbortSignal;
  readonly memoryChars?: number | undefined;
};

const defaultDelimiter = ',';
const defaultEncoding = 'utf-8';

/**
 * Reads the whole file once and judges every line, before anything is stored: totals, reasons, and the sales in the order of their
 * times. Memory grows with the items and locations, not with the lines. Throws IMPORT_FILE, IMPORT_MAPPING; rejects with the
 * signal's reason when it is aborted.
 */
export async function scanFile(options: ScanOptions): Promise<Scan> {
  const { rejects, signal, limit = Infinity } = options;
  const file = await openTextFile(options.path);
  const known = options.mapping === undefined ? await builtInMappings() : [];
  const reader = createCsvReader(options.mapping?.delimiter ?? defaultDelimiter);
  const gatherer = createSaleGatherer(options.memoryChars);
  const rejected = new Map<string, number>();
  const totals = new Map<string, CurrencyTotal>();
  const items = new Map<string, FileItem>();
  const locations = new Map<string, FileLocation>();
  let mapping: Mapping | undefined;
  let judge: ReturnType<typeof createJudge> | undefined;
  let linesRead = 0;
  let linesAccepted = 0;

  function begin(record: CsvRecord): void {
    const header = record.fields.map((name) => name.trim());
    const found =
      options.mapping === undefined
        ? recogniseLayout(known, header)
        : { mapping: options.mapping, layout: bindLayout(options.mapping, header) };
    mapping = found.mapping;
    judge = createJudge({
      ...found,
      locationCode: options.locationCode,
      currency: options.currency,
      nowMs: options.nowMs,
    });
    rejects.begin(header);
  }

  function refuse(line: RejectedLine, fields: readonly string[]): Promise<void> | undefined {
    rejected.set(line.reason, (rejected.get(line.reason) ?? 0) + 1);
    return rejects.add(line, fields);
  }

  function accept(line: AcceptedLine): Promise<void> | undefined {
    linesAccepted += 1;
    const place = line.locationCode.toUpperCase();
    if (!locations.has(place)) locations.set(place, { code: line.locationCode, currency: line.currency });
    addTotal(totals, line);
    return gatherer.add(line, describe(items, line));
  }

  async function take(records: readonly CsvRecord[]): Promise<void> {
    for (const record of records) {
      if (judge === undefined) {
        begin(record);
        continue;
      }
      if (linesRead >= limit) return;
      linesRead += 1;
      const { accepted, rejected: line } = judge(record);
      const objection = accepted === undefined ? undefined : options.objection?.(accepted);
      const waits =
        accepted === undefined
          ? refuse(line, record.fields)
          : objection === undefined
            ? accept(accepted)
            : refuse({ line: record.line, ...objection }, record.fields);
      if (waits !== undefined) await waits;
    }
  }

  try {
    for await (const piece of file.pieces(options.mapping?.encoding ?? defaultEncoding)) {
      signal.throwIfAborted();
      if (linesRead < limit) await take(reader.push(piece));
      options.onProgress(file.bytesRead(), file.sizeBytes, linesRead);
    }
    await take(reader.end());
    if (mapping === undefined) throw fault('invalid', 'IMPORT_FILE', `${options.path} is empty: it has no header.`);
    const saleCount = await gatherer.finish();
    return {
      mapping,
      fileHash: file.hash(),
      linesRead,
      linesAccepted,
      rejected,
      totals,
      items,
      locations,
      saleCount,
      sales: () => gatherer.sales(),
      close: () => gatherer.close(),
    };
  } catch (error) {
    await gatherer.close();
    throw error;
  }
}

function addTotal(totals: Map<string, CurrencyTotal>, line: AcceptedLine): void {
  let total = totals.get(line.currency);
  if (total === undefined)
    totals.set(line.currency, (total = { lines: 0, soldMilli: 0, returnedMilli: 0, amountMinor: 0 }));
  total.lines += 1;
  if (line.qtyMilli > 0) total.soldMilli += line.qtyMilli;
  else total.returnedMilli -= line.qtyMilli;
  total.amountMinor += line.amountMinor;
}

/** Notes the item, and answers the line's description where it says something else than the item's name. */
function describe(items: Map<string, FileItem>, line: AcceptedLine): string | null {
  const key = line.code.toUpperCase();
  let item = items.get(key);
  if (item === undefined)
    items.set(key, (item = { code: line.code, name: line.description, category: line.category, priceMicro: 0 }));
  if (item.priceMicro === 0) item.priceMicro = line.priceMicro;
  if (item.name === '') item.name = line.description;
  if (item.category === '') item.category = line.category;
  return line.description === '' || line.description === item.name ? null : line.description;
}
