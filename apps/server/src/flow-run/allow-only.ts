import { refusal } from '@barrow/kernel';
import { createEgress, type Egress, type EgressOptions } from '../platform/egress.ts';

/** A way out that leads to the listed `host:port` pairs and nowhere else, redirects included. A host alone means ports 80 and 443. */
export function createListedEgress(listed: readonly string[], options: EgressOptions = {}): Egress {
  const allowed = new Set(listed.flatMap(withPorts));
  const egress = createEgress({ ...options, allowPrivate: [...allowed], isPublic: () => false });
  return {
    ...egress,
    async fetchGuarded(url, init) {
      const parsed = URL.parse(url);
      if (parsed === null || !/^https?:$/.test(parsed.protocol)) return egress.fetchGuarded(url, init);
      const port = parsed.port === '' ? (parsed.protocol === 'https:' ? '443' : '80') : parsed.port;
      const target = `${parsed.hostname}:${port}`;
      if (allowed.has(target)) return egress.fetchGuarded(url, init);
      return refusal('address-not-allowed', {
        message: `${target} may not be called: allow it with --allow-net ${target}`,
      });
    },
  };
}

function withPorts(entry: string): readonly string[] {
  const text = entry.trim().toLowerCase();
  return /:\d+$/.test(text) ? [text] : [`${text}:80`, `${text}:443`];
}
