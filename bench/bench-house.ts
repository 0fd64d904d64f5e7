import { createHouse, type House } from '../apps/server/src/compose.ts';
import { readConfig } from '../apps/server/src/platform/config.ts';
import { createLogger } from '../apps/server/src/platform/logger.ts';
import type { Caller } from '../apps/server/src/platform/registry.ts';

/** The modules of a server process without its HTTP face. */
export function benchHouse(databaseUrl: string, environment: Readonly<Record<string, string>>): House {
  return createHouse({
    config: readConfig(environment),
    databaseUrl,
    secret: 'a secret of tests and benchmarks, long enough',
    baseUrl: 'http://localhost',
    log: createLogger('warn'),
  });
}

/** The owner of an organisation, in process. */
export function benchCaller(orgId: string): Caller {
  return {
    actor: { kind: 'key', id: 'bench', name: 'bench', enteredBy: 'bench' },
    grant: { orgId, role: 'owner', locationIds: null, supplierId: null },
    traceId: '0'.repeat(32),
  };
}
