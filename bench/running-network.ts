import { migrate } from '../apps/server/src/platform/migrate.ts';
import { seedOrganisations, type SeededOrganisation } from '../tests/support/seeded-organisation.ts';
import { startServerProcess, type ServerProcess } from '../tests/support/server-process.ts';
import type { Surroundings } from './surroundings.ts';

export type RunningNetwork = { readonly server: ServerProcess; readonly organisations: readonly SeededOrganisation[] };

/** Starts the real server on the benchmark's database with organisations of 12 locations and 500 items, in stock. */
export async function startNetwork(surroundings: Surroundings, organisations: number): Promise<RunningNetwork> {
  const { databaseUrl, tell, onEnd } = surroundings;
  await migrate(databaseUrl);
  const server = await startServerProcess({ databaseUrl });
  onEnd(() => server.end('SIGTERM'));
  tell(`making ${organisations} organisation${organisations === 1 ? '' : 's'} with 12 locations and 500 items`);
  const shape = { organisations, locations: 12, items: 500, openingMilli: 1_000_000_000 };
  return { server, organisations: await seedOrganisations(databaseUrl, server.address, shape) };
}
