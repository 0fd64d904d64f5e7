import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { GuardedResponse } from '../platform/egress.ts';
import type { CallContext } from './call-context.ts';
import { callFailed, egressFailed } from './call-outcome.ts';
import type { CallOAuth2 } from './call-request.ts';

type Kind = 'oauth2' | 'oidc';

const discovery = '/.well-known/openid-configuration';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const assertionLivesSeconds = 60;

/** An access token by the policy, from memory while it lives. Throws CallFailed: authentication when the authority refuses. */
export async function accessToken(context: CallContext, kind: Kind, policy: CallOAuth2): Promise<string> {
  const known = context.tokens.get(keyOf(kind, policy));
  if (known !== undefined) return known;
  const endpoint = await tokenEndpoint(context, kind, policy);
  const answer = await post(context, endpoint, policy);
  const body = jsonOf(answer);
  const token = body['access_token'];
  if (answer.status < 200 || answer.status > 299 || typeof token !== 'string') {
    const reason = [body['error'], body['error_description']].filter((part) => typeof part === 'string').join(': ');
    throw callFailed(
      'authentication',
      `${endpoint} gave no token (status ${answer.status}${reason === '' ? '' : `, ${reason}`})`,
    );
  }
  checkIssuer(token, policy.issuers);
  const lives = Number(body['expires_in'] ?? 0);
  context.tokens.put(keyOf(kind, policy), token, Number.isFinite(lives) ? lives * 1000 : 0);
  return token;
}

/** Forgets a token that was refused. False when it was not from memory, so that asking again would not help. */
export function dropToken(context: CallContext, kind: Kind, policy: CallOAuth2): boolean {
  const key = keyOf(kind, policy);
  if (context.tokens.get(key) === undefined) return false;
  context.tokens.drop(key);
  return true;
}

function keyOf(kind: Kind, policy: CallOAuth2): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, policy]))
    .digest('base64');
}

/** OpenID Connect asks the authority for its endpoints; so does OAuth 2 when the authority is such a document. */
async function tokenEndpoint(context: CallContext, kind: Kind, { authority, endpoints }: CallOAuth2): Promise<string> {
  const base = authority.replace(/\/+$/, '');
  const describes = base.endsWith(discovery);
  if (kind === 'oauth2' && !describes) {
    if (URL.canParse(endpoints.token)) return endpoints.token;
    return `${base}/${endpoints.token.replace(/^\/+/, '')}`;
  }
  const url = describes ? base : base + discovery;
  const { signal, timeoutMs } = context;
  const answer = await context.egress.fetchGuarded(url, { signal, timeoutMs, headers: { accept: 'application/json' } });
  if (!answer.ok) throw egressFailed(answer);
  const endpoint = jsonOf(answer.value)['token_endpoint'];
  if (typeof endpoint === 'string') return endpoint;
  throw callFailed('authentication', `${url} (status ${answer.value.status}) names no token_endpoint`);
}

async function post(context: CallContext, endpoint: string, policy: CallOAuth2): Promise<GuardedResponse> {
  const form: Record<string, string> = { grant_type: policy.grant, ...grantFields(policy) };
  if (policy.scopes.length > 0) form['scope'] = policy.scopes.join(' ');
  if (policy.audiences.length > 0) form['audience'] = policy.audiences.join(' ');
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': policy.encoding };
  addClient(form, headers, endpoint, policy);
  const body = policy.encoding === 'application/json' ? JSON.stringify(form) : new URLSearchParams(form).toString();
  const { signal, timeoutMs } = context;
  const answer = await context.egress.fetchGuarded(endpoint, {
    method: 'POST',
    headers,
    body,
    signal,
    timeoutMs,
    maxRedirects: 0,
  });
  if (!answer.ok) throw egressFailed(answer);
  return answer.value;
}

function grantFields({ grant, username, password, subject, actor }: CallOAuth2): Record<string, string> {
  switch (grant) {
    case 'client_credentials':
      return {};
    case 'password':
      return { username: required(username, 'username'), password: required(password, 'password') };
    case 'refresh_token':
      return { refresh_token: required(subject?.token ?? null, 'subject.token (the refresh token)') };
    case 'urn:ietf:params:oauth:grant-type:token-exchange':
      return {
        subject_token: required(subject?.token ?? null, 'subject.token'),
        subject_token_type: required(subject?.type ?? null, 'subject.type'),
        ...(actor === null ? {} : { actor_token: actor.token, actor_token_type: actor.type }),
      };
    case 'authorization_code':
      throw callFailed('configuration', 'The grant authorization_code needs a person at a browser; a run has none');
  }
}

function addClient(
  form: Record<string, string>,
  headers: Record<string, string>,
  endpoint: string,
  { client }: CallOAuth2,
): void {
  switch (client.authentication) {
    case 'none':
      if (client.id !== null) form['client_id'] = client.id;
      return;
    case 'client_secret_basic': {
      const pair = [required(client.id, 'client.id'), required(client.secret, 'client.secret')];
      const encoded = pair.map((part) => new URLSearchParams([['', part]]).toString().slice(1)).join(':');
      headers['authorization'] = `Basic ${Buffer.from(encoded).toString('base64')}`;
      return;
    }
    case 'client_secret_post':
      if (client.id !== null) form['client_id'] = client.id;
      if (client.secret !== null) form['client_secret'] = client.secret;
      return;
    case 'client_secret_jwt': {
      const id = required(client.id, 'client.id');
      form['client_id'] = id;
      form['client_assertion_type'] = assertionType;
      form['client_assertion'] = signedAssertion(id, required(client.secret, 'client.secret'), endpoint);
      return;
    }
    case 'private_key_jwt':
      if (client.id !== null) form['client_id'] = client.id;
      form['client_assertion_type'] = assertionType;
      form['client_assertion'] = required(client.assertion, 'client.assertion');
  }
}

/** A client's word for itself, signed with its secret (RFC 7523, HS256). */
function signedAssertion(id: string, secret: string, endpoint: string): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: id,
    sub: id,
    aud: endpoint,
    jti: randomUUID(),
    iat: nowSeconds,
    exp: nowSeconds + assertionLivesSeconds,
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** With `issuers`, a token that says by whom it was issued must say one of them. An opaque token says nothing. */
function checkIssuer(token: string, issuers: readonly string[]): void {
  const parts = token.split('.');
  if (issuers.length === 0 || parts.length !== 3) return;
  const issuer = parseObject(Buffer.from(parts[1] ?? '', 'base64url').toString())['iss'];
  if (typeof issuer === 'string' && !issuers.includes(issuer)) {
    throw callFailed('authentication', `The token was issued by ${issuer}, which is not among the policy's issuers`);
  }
}

function required(value: string | null, name: string): string {
  if (value === null) throw callFailed('configuration', `The authentication policy needs ${name}`);
  return value;
}

function jsonOf(answer: GuardedResponse): Readonly<Record<string, unknown>> {
  return parseObject(Buffer.from(answer.body).toString());
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
