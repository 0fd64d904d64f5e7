import { must } from '@barrow/kernel';
import type { Location } from '@barrow/contracts';
import type { House } from '../compose.ts';
import { postDocument } from '../modules/stock/index.ts';
import { appendEvents } from '../platform/event-log.ts';
import { actorText, recordAudit } from '../platform/registry.ts';
import { derivedId, importCaller } from './importer.ts';
import type { Scan } from './scan-file.ts';

/** What must stand at a location before its first sale, so that the sales of a file never push an item below zero. */
export type LocationOpening = {
  readonly locationCode: string;
  readonly firstSaleMs: number;
  readonly lines: readonly { readonly code: string; readonly qtyMilli: number }[];
};

type Shelf = { onHandMilli: number; lowestMilli: number };

/** Walks the sales once and notes the largest deficit of each item and location. Memory grows with item-locations only. */
export async function deriveOpening(scan: Scan): Promise<LocationOpening[]> {
  const places = new Map<string, { firstSaleMs: number; shelves: Map<string, Shelf> }>();
  for await (const sale of scan.sales()) {
    const place = sale.locationCode.toUpperCase();
    let found = places.get(place);
    if (found === undefined) places.set(place, (found = { firstSaleMs: sale.atMs, shelves: new Map() }));
    for (const [, code, , qtyMilli] of sale.lines) {
      const key = code.toUpperCase();
      let shelf = found.shelves.get(key);
      if (shelf === undefined) found.shelves.set(key, (shelf = { onHandMilli: 0, lowestMilli: 0 }));
      shelf.onHandMilli -= qtyMilli;
      if (shelf.onHandMilli < shelf.lowestMilli) shelf.lowestMilli = shelf.onHandMilli;
    }
  }
  return [...places].map(([locationCode, { firstSaleMs, shelves }]) => ({
    locationCode,
    firstSaleMs,
    lines: [...shelves]
      .filter(([, shelf]) => shelf.lowestMilli < 0)
      .map(([code, shelf]) => ({ code, qtyMilli: -shelf.lowestMilli }))
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
  }));
}

export type PostedOpening = { readonly documents: number; readonly lines: number; readonly qtyMilli: number };

const linesInDocument = 500;
const beforeFirstSaleMs = 60_000;

/**
 * Books opening stock a minute before the first sale of each location, at a share of the item's first price. Its ids derive from the
 * source: repeating it changes nothing, and another opening for the same source is refused (STOCK_CONFLICT).
 */
export async function postOpening(
  house: House,
  orgId: string,
  scan: Scan,
  openings: readonly LocationOpening[],
  known: { readonly locations: ReadonlyMap<string, Location>; readonly itemIds: ReadonlyMap<string, string> },
): Promise<PostedOpening> {
  const caller = importCaller(orgId);
  let documents = 0;
  let lineCount = 0;
  let qtyMilli = 0;
  for (const opening of openings) {
    const location = must(known.locations.get(opening.locationCode), `location ${opening.locationCode}`);
    for (let part = 0; part * linesInDocument < opening.lines.length; part += 1) {
      const lines = opening.lines.slice(part * linesInDocument, (part + 1) * linesInDocument).map((line) => ({
        itemId: must(known.itemIds.get(line.code), `item ${line.code}`),
        qtyMilli: line.qtyMilli,
        unitCostMicro: Math.round((scan.items.get(line.code)?.priceMicro ?? 0) * scan.mapping.openingCostShare),
      }));
      await house.database.transaction(orgId, async (tx) => {
        const id = derivedId(orgId, scan.mapping.source, 'opening', opening.locationCode, String(part));
        const occurredAt = new Date(opening.firstSaleMs - beforeFirstSaleMs).toISOString();
        const { status } = await postDocument(
          tx,
          {
            id,
            kind: 'opening',
            location,
            occurredAt,
            reason: `derived from ${scan.mapping.source}`,
            lines,
          },
          actorText(caller.actor),
        );
        if (status === 'repeated') return;
        const entry = { subjectId: id, locationId: location.locationId, after: { lines: lines.length } };
        await recordAudit(tx, 'stock.opening.post', [{ caller, entry }]);
        await appendEvents(tx, { actor: actorText(caller.actor), traceId: caller.traceId }, [
          {
            type: 'stock.opening.posted',
            subjectId: id,
            locationId: location.locationId,
            occurredAt,
            origin: 'import',
            data: { documentId: id, lines: lines.length },
          },
        ]);
        tx.afterCommit(() => house.hub.announce());
      });
      documents += 1;
      lineCount += lines.length;
      qtyMilli += lines.reduce((sum, line) => sum + line.qtyMilli, 0);
    }
  }
  return { documents, lines: lineCount, qtyMilli };
}
