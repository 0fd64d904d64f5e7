import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { must, refusal, success, type Outcome } from '@barrow/kernel';
import { Agent, buildConnector, request } from 'undici';
import { isPublicAddress } from './egress-address.ts';

export type EgressOptions = {
  /** `host:port` pairs, written as in the URL, that may be on private networks. IPv6 in brackets. */
  readonly allowPrivate?: readonly string[];
  /** For one call, redirects and body included. */
  readonly timeoutMs?: number;
  /** For the body of the last answer. */
  readonly maxResponseBytes?: number;
  readonly maxRedirects?: number;
  /** Resolves a name; tests hand in their own. By default the machine's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
  /** What counts as the public internet; only tests, which have none, hand in their own. */
  readonly isPublic?: (address: string) => boolean;
};

export type ResolvedAddress = { readonly address: string; readonly family: number };

export type GuardedInit = {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Each replaces the limit of the egress for this call. No redirects (0) gives a redirect back as the answer. */
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
  readonly maxRedirects?: number;
  /** Asked for the address and for each redirect: false refuses it. */
  readonly mayVisit?: (url: URL) => boolean;
  /** Given the head of the last answer, may take its body in piece by piece, and ends the call by answering `enough`; the answer has no body then. */
  readonly stream?: (head: ResponseHead) => ((piece: Uint8Array) => 'more' | 'enough') | undefined;
};

export type ResponseHead = { readonly status: number; readonly headers: ReadonlyMap<string, string> };

export type GuardedResponse = {
  readonly status: number;
  /** Names in lower case; several of one name are joined by a comma and a space. */
  readonly headers: ReadonlyMap<string, string>;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  readonly body: Uint8Array;
};

export type EgressRefusal =
  | 'bad-request' // no http or https URL, credentials in it, or a header that cannot be sent
  | 'address-not-allowed' // the name leads to a private network
  | 'redirect-not-allowed' // too many, or from https to http
  | 'too-large'
  | 'timeout'
  | 'aborted' // by the caller's signal
  | 'network'; // resolving, connecting, TLS or the connection failed

/** `message` is for people; `status` is there when the answer's head had come. */
export type EgressDetail = { readonly message: string; readonly status?: number };
export type EgressOutcome = Outcome<GuardedResponse, EgressRefusal, EgressDetail>;

/**
 * The only way to call addresses that somebody typed in. Guarantees: the address is checked when the connection is made and the
 * connection goes to exactly what was checked, so a name that changes its mind (DNS rebinding) gains nothing; a name is refused
 * when any of its addresses is not public; redirects are followed by hand, each checked anew, without credentials to another
 * origin; time and size are bounded; proxy variables of the environment are ignored; answers are not decompressed.
 */
export type Egress = {
  /** Never throws for what the other side or the URL does. */
  readonly fetchGuarded: (url: string, init?: GuardedInit) => Promise<EgressOutcome>;
  /**
   * The checked address behind a URL's host, for a protocol that connects by itself: it must connect to exactly this. Asks nobody but
   * the resolver.
   */
  readonly addressOf: (url: string) => Promise<Outcome<ResolvedAddress, EgressRefusal, EgressDetail>>;
  /** Drops all connections. */
  readonly close: () => Promise<void>;
};

const defaultTimeoutMs = 15_000;
const defaultMaxResponseBytes = 1_000_000;
const defaultMaxRedirects = 3;
const connectTimeoutMs = 10_000;
/** Connectors are kept one a port, as a look-up is not told the port; this bounds them. */
const maxConnectors = 256;
const notForOtherOrigins = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'webhook-signature',
]);
/** Set by the client itself. A caller's Host would go around the check of the name. */
const notForCallers = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

class EgressError extends Error {
  readonly reason: EgressRefusal;
  readonly status: number | undefined;

  constructor(reason: EgressRefusal, message: string, status?: number) {
    super(message);
    this.reason = reason;
    this.status = status;
  }
}

export function createEgress(options: EgressOptions = {}): Egress {
  const check = addressCheck(options);
  const agent = new Agent({ connect: guardedConnector(check), allowH2: false });

  async function follow(first: string, init: GuardedInit, signal: AbortSignal): Promise<GuardedResponse> {
    const maxRedirects = init.maxRedirects ?? options.maxRedirects ?? defaultMaxRedirects;
    let url = parseUrl(first);
    let method = init.method ?? 'GET';
    let body = init.body;
    let headers = Object.entries(init.headers ?? {}).filter(([name]) => !notForCallers.has(name.toLowerCase()));
    for (let redirects = 0; ; redirects += 1) {
      if (init.mayVisit?.(url) === false)
        throw new EgressError('address-not-allowed', `No connection allows ${url.host}`);
      const response = await request(url, {
        dispatcher: agent,
        method,
        headers: Object.fromEntries(headers),
        body: body ?? null,
        signal,
      });
      const { statusCode: status } = response;
      const location = response.headers['location'];
      if (maxRedirects === 0 || ![301, 302, 303, 307, 308].includes(status) || typeof location !== 'string') {
        const limit = init.maxResponseBytes ?? options.maxResponseBytes ?? defaultMaxResponseBytes;
        const head = { status, headers: headerMap(response.headers) };
        return { ...head, url: url.href, body: await readBody(response, limit, init.stream?.(head)) };
      }
      await response.body.dump({ limit: 16_384 });
      if (redirects >= maxRedirects) {
        throw new EgressError('redirect-not-allowed', `${url.host} redirects more than ${maxRedirects} times`, status);
      }
      const next = parseUrl(location, url);
      if (url.protocol === 'https:' && next.protocol === 'http:') {
        throw new EgressError('redirect-not-allowed', `${url.host} redirects from https to http`, status);
      }
      if (next.origin !== url.origin) headers = headers.filter(([name]) => !notForOtherOrigins.has(name.toLowerCase()));
      if (status < 307 && method !== 'GET' && method !== 'HEAD') {
        method = 'GET';
        body = undefined;
        headers = headers.filter(([name]) => !name.toLowerCase().startsWith('content-'));
      }
      url = next;
    }
  }

  return {
    async fetchGuarded(url, init = {}) {
      const timeoutMs = init.timeoutMs ?? options.timeoutMs ?? defaultTimeoutMs;
      const timeout = AbortSignal.timeout(Math.max(1, Math.floor(timeoutMs)));
      const signal = init.signal === undefined ? timeout : AbortSignal.any([timeout, init.signal]);
      try {
        return success(await follow(url, init, signal));
      } catch (error) {
        if (init.signal?.aborted === true) return refusal('aborted', { message: 'The caller gave up' });
        if (timeout.aborted)
          return refusal('timeout', { message: `No complete answer within ${Math.round(timeoutMs)} ms` });
        return describe(error);
      }
    },
    async addressOf(url) {
      try {
        const parsed = parseUrl(url);
        const hostname = parsed.hostname.replace(/^\[|\]$/g, '');
        const [first] = await check.resolve(hostname, portOf(parsed));
        return first === undefined
          ? refusal('network', { message: `${hostname} has no address` })
          : success({ address: first.address, family: first.family });
      } catch (error) {
        if (error instanceof EgressError) return refusal(error.reason, { message: error.message });
        return refusal('network', { message: 'The name could not be resolved' });
      }
    },
    close: () => agent.destroy(),
  };
}

function portOf({ port, protocol }: { readonly port: string; readonly protocol: string }): string {
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port;
}

type AddressCheck = ReturnType<typeof addressCheck>;

/** Decides which addresses may be connected to. `resolve` throws EgressError when a name has one that may not. */
function addressCheck(options: EgressOptions) {
  const allowed = new Set((options.allowPrivate ?? []).map((entry) => entry.trim().toLowerCase()));
  const lookUp = options.resolve ?? ((hostname: string) => lookup(hostname, { all: true }));
  const isPublic = options.isPublic ?? isPublicAddress;
  const mayConnect = (hostname: string, port: string, address: string): boolean =>
    isPublic(address) || allowed.has(`${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`);
  const refuse = (hostname: string) =>
    new EgressError(
      'address-not-allowed',
      `${hostname} is not on the public internet and not on the list of allowed addresses`,
    );
  return {
    mayConnect,
    refuse,
    resolve: async (hostname: string, port: string): Promise<ResolvedAddress[]> => {
      const family = isIP(hostname);
      const addresses = family === 0 ? await lookUp(hostname) : [{ address: hostname, family }];
      if (!addresses.every(({ address }) => mayConnect(hostname, port, address))) throw refuse(hostname);
      return [...addresses];
    },
  };
}

/** Connects after checking the address: a literal at once, a name through a look-up that gives only what was checked. */
function guardedConnector({ mayConnect, refuse, resolve }: AddressCheck): buildConnector.connector {
  const connectors = new Map<string, buildConnector.connector>();
  const resolveChecked = callbackify(resolve);
  const lookupFor =
    (port: string): LookupFunction =>
    (hostname, wanted, callback) =>
      resolveChecked(hostname, port, (error, addresses) => {
        const first = addresses?.[0];
        if (error !== null) callback(error, '');
        else if (first === undefined) callback(new EgressError('network', `${hostname} has no address`), '');
        else if (wanted.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      });

  return (target, callback) => {
    const port = portOf(target);
    if (isIP(target.hostname) !== 0 && !mayConnect(target.hostname, port, target.hostname)) {
      callback(refuse(target.hostname), null);
      return;
    }
    if (connectors.size >= maxConnectors) connectors.clear();
    if (!connectors.has(port)) {
      connectors.set(port, buildConnector({ lookup: lookupFor(port), timeout: connectTimeoutMs, allowH2: false }));
    }
    must(connectors.get(port), 'the connector that was just made')(target, callback);
  };
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new EgressError('bad-request', 'The address is not an http or https URL');
  }
  if (url.username !== '' || url.password !== '') {
    throw new EgressError(
      'bad-request',
      'The address carries a user or password: put credentials where they are asked for',
    );
  }
  return url;
}

type RawResponse = Awaited<ReturnType<typeof request>>;

async function readBody(
  response: RawResponse,
  limit: number,
  take?: (piece: Uint8Array) => 'more' | 'enough',
): Promise<Uint8Array> {
  const tooLarge = () => new EgressError('too-large', `The answer is larger than ${limit} bytes`, response.statusCode);
  if (Number(response.headers['content-length'] ?? 0) > limit) {
    response.body.on('error', () => undefined).destroy();
    throw tooLarge();
  }
  // Whoever has enough lets go of the rest, which is no fault.
  response.body.on('error', () => undefined);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    const bytes: unknown = chunk;
    if (!(bytes instanceof Uint8Array)) continue;
    size += bytes.byteLength;
    if (size > limit) throw tooLarge();
    if (take === undefined) chunks.push(bytes);
    // Leaving the loop drops the connection.
    else if (take(bytes) === 'enough') break;
  }
  return Buffer.concat(chunks);
}

function headerMap(headers: RawResponse['headers']): ReadonlyMap<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
  );
  return new Map(entries);
}

function describe(error: unknown): EgressOutcome {
  if (error instanceof EgressError) {
    return refusal(error.reason, {
      message: error.message,
      ...(error.status === undefined ? {} : { status: error.status }),
    });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_INVALID_ARG')
    return refusal('bad-request', { message: 'The request has a header that cannot be sent' });
  if (code.endsWith('_TIMEOUT')) return refusal('timeout', { message: 'The other side did not answer in time' });
  return refusal('network', { message: `The connection failed${code === '' ? '' : ` (${code})`}` });
}
