import type { Location, SaleInput } from '@barrow/contracts';
import { must } from '@barrow/kernel';
import type { House } from '../compose.ts';
import type { ImportSale } from './gather-sales.ts';
import { moveRun, storeRefused, type RefusedLine, type RunState } from './import-run.ts';
import { derivedId, importCaller } from './importer.ts';
import type { Mapping } from './mapping.ts';

/** What one transaction holds: small, because a long write keeps the readers of the event log waiting. */
const mostSales = 600;
const mostLines = 4_000;

export type CaptureOptions = {
  readonly house: House;
  readonly orgId: string;
  readonly runId: string;
  readonly mapping: Mapping;
  readonly locations: ReadonlyMap<string, Location>;
  readonly sales: AsyncIterable<ImportSale>;
  readonly from: RunState;
  readonly saleCount: number;
  readonly onProgress: (state: RunState) => void;
  readonly signal: AbortSignal;
};

/** The sale as the house takes it. The same file always gives the same content, so that a repeat is known as one. */
export function saleInputOf(orgId: string, mapping: Mapping, location: Location, sale: ImportSale): SaleInput {
  return {
    id: derivedId(orgId, mapping.source, sale.key, String(sale.part)),
    locationId: location.locationId,
    occurredAt: new Date(sale.atMs).toISOString(),
    currency: sale.currency,
    taxInclusive: mapping.pricesIncludeTax,
    ...(sale.number === null ? {} : { receiptNumber: sale.number }),
    reference: mapping.source,
    lines: sale.lines.map(([, code, description, qtyMilli, unitPriceMicro]) => ({
      code,
      ...(description === null ? {} : { description }),
      qtyMilli,
      unitPriceMicro,
    })),
  };
}

async function* chunksOf(sales: AsyncIterable<ImportSale>, skip: number): AsyncGenerator<ImportSale[]> {
  let chunk: ImportSale[] = [];
  let lines = 0;
  let index = 0;
  for await (const sale of sales) {
    index += 1;
    if (index <= skip) continue;
    if (chunk.length > 0 && (chunk.length >= mostSales || lines + sale.lines.length > mostLines)) {
      yield chunk;
      chunk = [];
      lines = 0;
    }
    chunk.push(sale);
    lines += sale.lines.length;
  }
  if (chunk.length > 0) yield chunk;
}

/**
 * Stores the sales from where the run stands, a chunk a transaction together with how far it came: a killed import loses and doubles
 * nothing. Stops after the running chunk when the signal is aborted. Answers how far it came.
 */
export async function captureImportSales(options: CaptureOptions): Promise<RunState> {
  let state = options.from;
  for await (const chunk of chunksOf(options.sales, state.salesDone)) {
    if (options.signal.aborted) return state;
    state = await storeChunk(options, chunk, state);
    options.house.hub.announce();
    options.onProgress(state);
  }
  return state;
}

async function storeChunk(options: CaptureOptions, chunk: readonly ImportSale[], state: RunState): Promise<RunState> {
  const { house, orgId, runId, mapping } = options;
  const sales = chunk.map((sale) =>
    saleInputOf(orgId, mapping, must(options.locations.get(sale.locationCode.toUpperCase()), sale.locationCode), sale),
  );
  return house.database.transaction(
    orgId,
    async (tx) => {
      const [results = []] = await house.sales.capture(tx, [{ caller: importCaller(orgId), sales, origin: 'import' }]);
      const refused: RefusedLine[] = [];
      const next = { ...state, salesDone: state.salesDone + chunk.length };
      chunk.forEach((sale, index) => {
        const result = must(results[index], 'the result of a sale');
        if (result.status === 'stored') {
          next.salesStored += 1;
          next.linesStored += sale.lines.length;
        } else if (result.status === 'duplicate') {
          next.salesDuplicate += 1;
          next.linesDuplicate += sale.lines.length;
        } else if (result.status === 'rejected') {
          const { error } = result;
          const reason = error.code.toLowerCase().replaceAll('_', '-');
          refused.push(...sale.lines.map(([line]) => ({ line, reason, detail: error.message })));
        }
      });
      await storeRefused(tx, runId, refused);
      await moveRun(tx, runId, state, next, next.salesDone === options.saleCount);
      return next;
    },
    { timeoutMs: 30_000 },
  );
}
