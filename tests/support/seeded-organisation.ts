import { randomUUID } from 'node:crypto';
import { createHouse } from '../../apps/server/src/compose.ts';
import { createApiKey } from '../../apps/server/src/modules/identity/index.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { createLogger } from '../../apps/server/src/platform/logger.ts';
import { createApiClient } from './api-client.ts';

/** An organisation of one country with shops, items, prices, a tax and opening stock. */
export type SeededOrganisation = {
  readonly orgId: string;
  /** API key of the role owner: may do everything. */
  readonly ownerKey: string;
  /** API key of the role integration: sends sales. */
  readonly key: string;
  readonly locationIds: readonly string[];
  readonly itemIds: readonly string[];
  readonly skus: readonly string[];
};

export type SeedShape = {
  readonly organisations: number;
  readonly locations: number;
  readonly items: number;
  /** Opening stock of each item at each location; 0 for none. */
  readonly openingMilli: number;
};

type Keys = { readonly orgId: string; readonly ownerKey: string; readonly key: string };

async function createOrganisations(databaseUrl: string, count: number): Promise<Keys[]> {
  const house = createHouse({
    config: readConfig({ BARROW_POOL: '2' }),
    databaseUrl,
    secret: randomUUID() + randomUUID(),
    baseUrl: 'http://localhost',
    log: createLogger('silent'),
  });
  try {
    const made: Keys[] = [];
    for (let index = 0; index < count; index += 1) {
      const name = `Organisation ${index + 1}`;
      const orgId = await house.identity.createOrganisation({ name, currency: 'EUR', timeZone: 'Europe/Berlin' }, []);
      const [owner, integration] = await house.database.transaction(orgId, async (tx) => [
        await createApiKey(tx, { name: 'owner', role: 'owner' }),
        await createApiKey(tx, { name: 'integration', role: 'integration' }),
      ]);
      if (owner === undefined || integration === undefined) throw new Error('no keys were made');
      made.push({ orgId, ownerKey: owner.secret, key: integration.secret });
    }
    return made;
  } finally {
    await house.close();
  }
}

const unitPriceMicro = (index: number): number => (99 + (index % 40) * 50) * 10_000;

async function furnish(address: string, keys: Keys, shape: SeedShape): Promise<SeededOrganisation> {
  const client = createApiClient(address, keys.ownerKey, 2, 60_000);
  try {
    const locationIds = Array.from({ length: shape.locations }, () => randomUUID());
    for (const [index, id] of locationIds.entries()) {
      await client.must('POST', '/locations', { id, code: `L${index + 1}`, name: `Shop ${index + 1}`, format: 'shop' });
    }
    await client.must('POST', '/tax-rates', {
      rates: [{ taxClass: 'standard', region: '', code: 'VAT', ratePpm: 190_000, firstDay: '2020-01-01' }],
    });
    const items = Array.from({ length: shape.items }, (_, index) => ({
      id: randomUUID(),
      sku: `SKU-${String(index + 1).padStart(5, '0')}`,
      name: `Item ${index + 1}`,
    }));
    await client.must('POST', '/items/batch', { items });
    await client.must('POST', '/prices', {
      prices: items.map(({ id }, index) => ({
        itemId: id,
        currency: 'EUR',
        unitPriceMicro: unitPriceMicro(index),
        firstDay: '2020-01-01',
      })),
    });
    if (shape.openingMilli > 0) {
      const lines = items.map(({ id }) => ({ itemId: id, qtyMilli: shape.openingMilli, unitCostMicro: 500_000 }));
      for (const locationId of locationIds) {
        await client.must('POST', '/stock/openings', { id: randomUUID(), locationId, lines });
      }
    }
    return { ...keys, locationIds, itemIds: items.map(({ id }) => id), skus: items.map(({ sku }) => sku) };
  } finally {
    await client.close();
  }
}

/** Makes organisations in a migrated database, and through the public API of the server on it what stands in them. At most 1,000 items. */
export async function seedOrganisations(
  databaseUrl: string,
  address: string,
  shape: SeedShape,
): Promise<SeededOrganisation[]> {
  const seeded: SeededOrganisation[] = [];
  for (const keys of await createOrganisations(databaseUrl, shape.organisations)) {
    seeded.push(await furnish(address, keys, shape));
  }
  return seeded;
}
