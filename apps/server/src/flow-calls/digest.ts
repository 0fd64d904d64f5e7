import { createHash, randomBytes } from 'node:crypto';

type Asked = { readonly method: string; readonly url: string; readonly body?: string | Uint8Array };
type Account = { readonly username: string; readonly password: string };

const algorithms = new Map([
  ['md5', 'md5'],
  ['sha-256', 'sha256'],
  ['sha-512-256', 'sha512-256'],
]);

/** Answers a digest challenge (RFC 7616), null when it is none that we know. */
export function answerDigest(
  challenge: string,
  asked: Asked,
  account: Account,
): Readonly<Record<string, string>> | null {
  const wanted = parseChallenge(challenge);
  if (wanted === null) return null;
  const algorithm = wanted.get('algorithm') ?? 'MD5';
  const session = /-sess$/i.test(algorithm);
  const hash = algorithms.get(algorithm.toLowerCase().replace(/-sess$/, ''));
  const { realm = '', nonce, opaque } = Object.fromEntries(wanted);
  if (hash === undefined || nonce === undefined) return null;
  const digest = (text: string | Uint8Array) => createHash(hash).update(text).digest('hex');

  const offered = (wanted.get('qop') ?? '').split(',').map((one) => one.trim().toLowerCase());
  const qop = offered.includes('auth') ? 'auth' : offered.includes('auth-int') ? 'auth-int' : null;
  const cnonce = randomBytes(12).toString('hex');
  const nc = '00000001';
  const { pathname, search } = new URL(asked.url);
  const uri = pathname + search;
  const method = asked.method.toUpperCase();

  const plain = digest(`${account.username}:${realm}:${account.password}`);
  const one = session ? digest(`${plain}:${nonce}:${cnonce}`) : plain;
  const two = digest(qop === 'auth-int' ? `${method}:${uri}:${digest(asked.body ?? '')}` : `${method}:${uri}`);
  const response = digest(qop === null ? `${one}:${nonce}:${two}` : `${one}:${nonce}:${nc}:${cnonce}:${qop}:${two}`);
  const parts = [
    `username=${quote(account.username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `algorithm=${algorithm}`,
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ...(qop === null ? [] : [`qop=${qop}`, `nc=${nc}`, `cnonce="${cnonce}"`]),
  ];
  return { authorization: `Digest ${parts.join(', ')}` };
}

/** The properties of the first Digest challenge among those that came, names in lower case. */
function parseChallenge(header: string): ReadonlyMap<string, string> | null {
  const start = /(?:^|,\s*)Digest\s+/i.exec(header);
  if (start === null) return null;
  const found = new Map<string, string>();
  const property = /\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)/y;
  property.lastIndex = start.index + start[0].length;
  for (let match = property.exec(header); match !== null; match = property.exec(header)) {
    const [, name = '', quoted, bare = ''] = match;
    found.set(name.toLowerCase(), quoted === undefined ? bare : quoted.replaceAll(/\\(.)/g, '$1'));
  }
  return found;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
