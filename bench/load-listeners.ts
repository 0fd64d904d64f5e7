import { get } from 'node:http';
import { compileSchema } from '../apps/server/src/platform/schema.ts';
import { nextOrder, say } from './load-process.ts';
import { ListenerLoad } from './load-protocol.ts';
import { percentile } from './percentile.ts';

// Listeners of `bench live`. The log writes when the transaction of an event began (recordedat), which is before its commit: receipt less
// that moment is more than the time from commit to listener, never less. Both clocks are this machine's.
const orders = compileSchema(ListenerLoad).parse(await nextOrder());
const { address, organisation, everything, oneLocation } = orders;
const marker = '"recordedat":"';
const latenciesMs: number[] = [];
let ended = false;

function listen(locationId: string | undefined): Promise<void> {
  const url = new URL('/api/v1/events/stream?types=sales.sale.captured', address);
  if (locationId !== undefined) url.searchParams.set('locationId', locationId);
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { authorization: `Bearer ${organisation.key}` }, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a stream answered ${response.statusCode}`));
      let rest = '';
      response.setEncoding('latin1');
      response.on('data', (chunk: string) => {
        resolve();
        const nowMs = performance.timeOrigin + performance.now();
        const text = rest + chunk;
        const whole = text.lastIndexOf('\n\n') + 1;
        for (let at = text.indexOf(marker); at >= 0 && at < whole; at = text.indexOf(marker, at + 1)) {
          const from = at + marker.length;
          latenciesMs.push(nowMs - Date.parse(text.slice(from, text.indexOf('"', from))));
        }
        rest = text.slice(whole);
      });
      response.on('close', () => {
        if (!ended) throw new Error('a stream was closed by the server');
      });
    });
    request.on('error', (error) => {
      if (!ended) reject(error);
    });
  });
}

await Promise.all([
  ...Array.from({ length: everything }, () => listen(undefined)),
  ...Array.from({ length: oneLocation }, (_, index) =>
    listen(organisation.locationIds[index % organisation.locationIds.length]),
  ),
]);
say('ready');
await nextOrder();
ended = true;
latenciesMs.sort((a, b) => a - b);
say({ deliveries: latenciesMs.length, p50Ms: percentile(latenciesMs, 0.5), p99Ms: percentile(latenciesMs, 0.99) });
process.disconnect();
setTimeout(() => process.exit(0), 100);
