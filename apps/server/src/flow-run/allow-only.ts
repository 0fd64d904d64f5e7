import { refusal } from '@barrow/kernel';
import { createEgress, type Egress, type EgressOptions } from '../platform/egress.ts';

/** A way out that leads to the listed `host:port` pairs and nowhere else, redirects included. A host alone means ports 80 and 443. */
export function createListedEgress(listed: readonly string[], options: EgressOptions = {}): Egress {
  const allowed = new Set(listed.flatMap(withPorts));
  const egress = createEgress({ ...options, allowPrivate: [...allowed], isPublic: () => false });
  /** Undefined when it may be called; what is no URL is told by the egress. */
  function refusedTarget(url: string) {
    const parsed = URL.parse(url);
    if (parsed === null || !/^https?:$/.test(parsed.protocol)) return undefined;
    const port = parsed.port === '' ? (parsed.protocol === 'https:' ? '443' : '80') : parsed.port;
    const target = `${parsed.hostname}:${port}`;
    if (allowed.has(target)) return undefined;
    return refusal('address-not-allowed' as const, {
      message: `${target} may not be called: allow it with --allow-net ${target}`,
    });
  }
  return {
    ...egress,
    fetchGuarded: async (url, init) => refusedTarget(url) ?? egress.fetchGuarded(url, init),
    addressOf: async (url) => refusedTarget(url) ?? egress.addressOf(url),
  };
}

function withPorts(entry: string): readonly string[] {
  const text = entry.trim().toLowerCase();
  return /:\d+$/.test(text) ? [text] : [`${text}:80`, `${text}:443`];
}
