import type { ItemInput } from '@barrow/contracts';
import type { House } from '../compose.ts';
import { createCatalogue, saveItems } from '../modules/catalogue/index.ts';
import { appendEvents } from '../platform/event-log.ts';
import { actorText, recordAudit } from '../platform/registry.ts';
import { importCaller } from './importer.ts';
import type { FileItem } from './scan-file.ts';

const batchSize = 500;

/** The ids of the file's items, by code in capitals; and how many of them were made now. */
export type EnsuredItems = { readonly ids: ReadonlyMap<string, string>; readonly created: number };

/**
 * Finds the file's items by their codes. Those that nobody knows become items with the name and category of the file when `create`,
 * else they stay unidentified. What is known is left as it is.
 */
export async function ensureItems(
  house: House,
  orgId: string,
  items: Iterable<FileItem>,
  create: boolean,
): Promise<EnsuredItems> {
  const caller = importCaller(orgId);
  const catalogue = createCatalogue(house.clock.nowMs);
  const ids = new Map<string, string>();
  let created = 0;
  const all = [...items];
  for (let at = 0; at < all.length; at += batchSize) {
    const batch = all.slice(at, at + batchSize);
    const found = await house.database.transaction(orgId, async (tx) => {
      const resolve = await catalogue.resolveItems(
        tx,
        batch.map((item) => ({ code: item.code, description: item.name })),
      );
      const resolved = batch.map((item) => ({ item, known: resolve({ code: item.code }) }));
      const inputs = resolved
        .filter(({ known }) => known.isNew)
        .map(({ item, known }): ItemInput => ({
          id: known.itemId,
          sku: item.code,
          name: item.name === '' ? item.code : item.name,
          ...(item.category === '' ? {} : { category: item.category }),
        }));
      if (create && inputs.length > 0) {
        const { saved } = await saveItems(tx, inputs);
        const entry = { subjectId: null, after: { created: saved.length, first: saved[0]?.after.sku } };
        await recordAudit(tx, 'catalogue.item.save-batch', [{ caller, entry }]);
        await appendEvents(
          tx,
          { actor: actorText(caller.actor), traceId: caller.traceId },
          saved.map(({ after }) => ({
            type: 'catalogue.item.created',
            subjectId: after.itemId,
            locationId: null,
            occurredAt: new Date(house.clock.nowMs()).toISOString(),
            origin: 'import',
            data: after,
          })),
        );
      }
      tx.afterCommit(() => house.hub.announce());
      return { resolved, made: inputs.length };
    });
    created += found.made;
    for (const { item, known } of found.resolved) ids.set(item.code.toUpperCase(), known.itemId);
  }
  return { ids, created };
}
