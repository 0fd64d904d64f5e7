import { compileSchema } from '../apps/server/src/platform/schema.ts';
import { benchHouse } from './bench-house.ts';
import { ClaimerLoad } from './flow-protocol.ts';
import { nextOrder, say } from './load-process.ts';

// A server process that does nothing but work on runs that others started, until it is told to stop.
const orders = compileSchema(ClaimerLoad).parse(await nextOrder());
const house = benchHouse(orders.databaseUrl, { BARROW_POOL: '8' });
say('working');
await nextOrder();
await house.close();
say('stopped');
process.disconnect();
