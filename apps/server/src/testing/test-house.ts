import { roles, type Location, type LocationInput, type Role } from '@barrow/contracts';
import { createApiKey } from '../modules/identity/index.ts';
import { saveLocation } from '../modules/network/index.ts';
import type { House } from '../compose.ts';
import { newId } from '../platform/clock.ts';
import { readConfig } from '../platform/config.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { createPool, type Row, type Tx } from '../platform/postgres.ts';
import type { Caller } from '../platform/registry.ts';
import { startServer } from '../running-server.ts';
import { callApi, type ApiAnswer } from './call-api.ts';
import { createTestDatabase } from './test-database.ts';

export const testPassword = 'correct horse battery';

/** An organisation of a test, with a key for every role. */
export type TestOrganisation = {
  readonly orgId: string;
  readonly locations: readonly [Location, Location];
  /** A key for each role, for all locations. The supplier's is of `supplierId`. */
  readonly keys: Readonly<Record<Role, string>>;
  /** The same for `locations[0]` only. */
  readonly scopedKeys: Readonly<Record<Role, string>>;
  readonly supplierId: string;
};

export type TestHouse = TestOrganisation & {
  readonly house: House;
  /** The address of its HTTP server. */
  readonly address: string;
  /** Superuser's address of its database. */
  readonly databaseUrl: string;
  /** Calls the API below /api/v1, as the organisation's owner unless a key is given; null: as nobody. */
  readonly api: (method: string, path: string, body?: unknown, key?: string | null) => Promise<ApiAnswer>;
  /** A caller for `house.registry.perform`, as the owner unless told. */
  readonly caller: (role?: Role, locationIds?: readonly string[] | null, supplierId?: string | null) => Caller;
  /** A statement as superuser, who sees every organisation. For what the API does not show. */
  readonly sql: <R extends Row = Row>(text: string, values?: readonly unknown[]) => Promise<R[]>;
  /** A second organisation in the same house. */
  anotherOrganisation(): Promise<TestOrganisation>;
  /** Stops the server and drops the database. */
  close(): Promise<void>;
};

export type TestHouseOptions = {
  /** Environment variables as `readConfig` takes them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Fields of both locations, such as a currency. */
  readonly location?: Partial<LocationInput>;
  /** Makes `owner@example.com` with `testPassword`; costs the time of a password hash. */
  readonly withOwner?: boolean;
  /** Where the log goes. Nowhere unless told. */
  readonly log?: Logger;
};

/** A house of its own: a cloned database, a real HTTP server on a free port, an organisation with two locations, keys for every role. */
export async function createTestHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const database = await createTestDatabase();
  const config = readConfig({
    BARROW_PORT: '0',
    BARROW_LOG: 'silent',
    BARROW_POOL: '8',
    BARROW_RATE_LIMIT: '1000000000',
    ...options.environment,
  });
  const running = await startServer(
    config,
    database.url,
    'a secret that only tests use, 32 characters or more',
    options.log ?? createLogger('silent'),
  ).catch(async (error: unknown) => {
    await database.drop();
    throw error;
  });
  const { house, address } = running;
  const first = await createTestOrganisation(house, options);
  const superuser = superuserOf(database.url);
  return {
    ...first,
    house,
    address,
    databaseUrl: database.url,
    api: (method, path, body, key = first.keys.owner) => callApi(address, { method, path, body, key }),
    caller: (role = 'owner', locationIds = null, supplierId = role === 'supplier' ? first.supplierId : null) => ({
      actor: { kind: 'key', id: 'test', name: 'test', enteredBy: 'test' },
      grant: { orgId: first.orgId, role, locationIds, supplierId },
      traceId: '0'.repeat(32),
    }),
    sql: superuser.sql,
    anotherOrganisation: () => createTestOrganisation(house, {}),
    async close() {
      await running.stop();
      await superuser.end();
      await database.drop();
    },
  };
}

function superuserOf(url: string): Pick<TestHouse, 'sql'> & { end: () => Promise<void> } {
  const pool = createPool({ url, size: 2, role: 'none', log: createLogger('silent') });
  return {
    sql: async <R extends Row>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<R>(text, [...values])).rows,
    end: () => pool.end(),
  };
}

async function createTestOrganisation(house: House, options: TestHouseOptions): Promise<TestOrganisation> {
  const owner = { email: 'owner@example.com', name: 'Olive Owner', role: 'owner', password: testPassword } as const;
  const orgId = await house.identity.createOrganisation(
    { name: 'Test', currency: 'EUR', timeZone: 'Europe/Berlin' },
    options.withOwner === true ? [owner] : [],
  );
  const supplierId = newId();
  return house.database.transaction(orgId, async (tx) => {
    const make = async (code: string, name: string): Promise<Location> => {
      const input: LocationInput = { code, name, format: 'shop', ...options.location };
      return (await saveLocation(tx, input, { timeZone: 'Europe/Berlin', currency: 'EUR' })).after;
    };
    const locations = [await make('L1', 'First'), await make('L2', 'Second')] as const;
    return {
      orgId,
      locations,
      keys: await createKeys(tx, supplierId, null),
      scopedKeys: await createKeys(tx, supplierId, [locations[0].locationId]),
      supplierId,
    };
  });
}

async function createKeys(
  tx: Tx,
  supplierId: string,
  locationIds: readonly string[] | null,
): Promise<Record<Role, string>> {
  const keys: Partial<Record<Role, string>> = {};
  for (const role of roles) {
    const supplier = role === 'supplier' ? { supplierId } : {};
    keys[role] = (await createApiKey(tx, { name: role, role, locationIds, ...supplier })).secret;
  }
  if (!hasEveryRole(keys)) throw new Error('a role has no key');
  return keys;
}

function hasEveryRole(keys: Partial<Record<Role, string>>): keys is Record<Role, string> {
  return roles.every((role) => keys[role] !== undefined);
}
