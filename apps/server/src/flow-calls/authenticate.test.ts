import { createHash, createHmac } from 'node:crypto';
import type { JsonObject, JsonValue } from '@barrow/flow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendJson, startService, type Service } from './call-fixture.ts';

let service: Service;
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
let tokensGiven = 0;
let validToken = '';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

beforeAll(async () => {
  service = await startService(
    ({ method, url, headers, body }, response) => {
      const given = headers.authorization ?? '';
      if (url === '/digest') {
        const part = (name: string) => new RegExp(`${name}="?([^",]+)`).exec(given)?.[1] ?? '';
        const [one, two] = [md5('ada:shop:pass"word'), md5(`${method}:/digest`)];
        const expected = md5(`${one}:n0nce:${part('nc')}:${part('cnonce')}:auth:${two}`);
        if (part('response') === expected && part('opaque') === 'op') sendJson(response, { in: true });
        else
          sendJson(response, {}, 401, {
            'www-authenticate': 'Digest realm="shop", qop="auth,auth-int", nonce="n0nce", opaque="op"',
          });
      } else if (url === '/auth/.well-known/openid-configuration') {
        sendJson(response, { token_endpoint: `${service.url}/oidc-token` });
      } else if (url === '/oauth2/token' || url === '/oidc-token') {
        tokensGiven += 1;
        const form = new URLSearchParams(body);
        validToken = `token-${tokensGiven}`;
        if (form.get('client_secret') === 'wrong') sendJson(response, { error: 'invalid_client' }, 401);
        else sendJson(response, { access_token: validToken, expires_in: 3600 });
      } else if (url === '/guarded') {
        if (given === `Bearer ${validToken}`) sendJson(response, { with: given });
        else sendJson(response, {}, 401);
      } else sendJson(response, { with: given });
    },
    { account: { username: 'ada', password: 'secret' }, pass: 'the-token' },
  );
});
afterAll(() => service.close());

const call = (path: string, authentication: JsonObject) =>
  service.perform('http', {
    method: 'GET',
    endpoint: { uri: service.url + path, authentication },
    output: 'content',
    redirect: false,
  });

const oauth2 = (more: JsonObject = {}): JsonObject => ({
  scheme: 'oauth2',
  authority: service.url,
  endpoints: { token: '/oauth2/token' },
  grant: 'client_credentials',
  client: { id: 'shop', secret: 'hush', assertion: null, authentication: 'client_secret_post' },
  encoding: 'application/x-www-form-urlencoded',
  issuers: [],
  scopes: ['api', 'more'],
  audiences: ['runtime'],
  username: null,
  password: null,
  subject: null,
  actor: null,
  ...more,
});

const tokenRequest = () => {
  const last = service.seen.findLast(({ url }) => url === '/oauth2/token');
  return { form: Object.fromEntries(new URLSearchParams(last?.body)), headers: last?.headers };
};

test('basic and bearer, in the definition or from a secret', async () => {
  const basic = `Basic ${Buffer.from('ada:secret').toString('base64')}`;
  const ways: [JsonObject, string][] = [
    [{ scheme: 'basic', username: 'ada', password: 'secret' }, basic],
    [{ scheme: 'basic', secret: 'account' }, basic],
    [{ scheme: 'bearer', token: 'abc' }, 'Bearer abc'],
    [{ scheme: 'bearer', secret: 'pass' }, 'Bearer the-token'],
  ];
  for (const [policy, header] of ways) expect(await call('/', policy)).toEqual({ ok: true, output: { with: header } });
  expect(await call('/', { scheme: 'basic', secret: 'unknown' })).toMatchObject({ error: { status: 403 } });
  expect(await call('/', { scheme: 'basic', secret: 'pass' })).toMatchObject({ error: { status: 400 } });
});

test('digest answers the challenge', async () => {
  const policy = { scheme: 'digest', username: 'ada', password: 'pass"word' };
  expect(await call('/digest', policy)).toEqual({ ok: true, output: { in: true } });
  expect(await call('/digest', { ...policy, password: 'wrong' })).toMatchObject({ ok: false, error: { status: 401 } });
});

test('oauth2 asks for a token once, and anew when it is refused', async () => {
  expect(await call('/guarded', oauth2())).toMatchObject({ ok: true });
  expect(tokenRequest().form).toEqual({
    grant_type: 'client_credentials',
    scope: 'api more',
    audience: 'runtime',
    client_id: 'shop',
    client_secret: 'hush',
  });
  const before = tokensGiven;
  expect(await call('/guarded', oauth2())).toMatchObject({ ok: true });
  expect(tokensGiven).toBe(before);
  validToken = 'revoked meanwhile';
  expect(await call('/guarded', oauth2())).toMatchObject({ ok: true });
  expect(tokensGiven).toBe(before + 1);
});

test('every grant and client authentication sends what it should', async () => {
  const client = (authentication: string, more: JsonObject = {}): JsonObject => ({
    client: { id: 'shop', secret: 'hush', assertion: null, authentication, ...more },
  });
  const asks = async (more: JsonObject) => {
    expect(await call('/', oauth2(more))).toMatchObject({ ok: true });
    return tokenRequest();
  };
  expect((await asks({ grant: 'password', username: 'ada', password: 'pw' })).form).toMatchObject({
    grant_type: 'password',
    username: 'ada',
    password: 'pw',
  });
  expect((await asks({ grant: 'refresh_token', subject: { token: 'r1', type: '' } })).form).toMatchObject({
    refresh_token: 'r1',
  });
  const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
  const exchanged = await asks({
    grant: exchange,
    subject: { token: 's', type: 'jwt' },
    actor: { token: 'a', type: 'jwt' },
  });
  expect(exchanged.form).toMatchObject({
    subject_token: 's',
    subject_token_type: 'jwt',
    actor_token: 'a',
    actor_token_type: 'jwt',
  });
  const basic = await asks(client('client_secret_basic', { id: 'a b' }));
  expect(basic.headers?.authorization).toBe(`Basic ${Buffer.from('a+b:hush').toString('base64')}`);
  expect(basic.form).not.toHaveProperty('client_secret');
  const { form } = await asks(client('client_secret_jwt'));
  const [head, claims, signature] = (form['client_assertion'] ?? '').split('.');
  expect(createHmac('sha256', 'hush').update(`${head}.${claims}`).digest('base64url')).toBe(signature);
  expect((await asks(client('private_key_jwt', { assertion: 'signed' }))).form).toMatchObject({
    client_assertion: 'signed',
  });
  expect((await asks({ ...client('none'), encoding: 'application/json' })).headers?.['content-type']).toBe(
    'application/json',
  );
});

test('oidc finds the token endpoint by discovery', async () => {
  for (const authority of [`${service.url}/auth`, `${service.url}/auth/.well-known/openid-configuration`]) {
    expect(await call('/guarded', oauth2({ scheme: 'oidc', authority }))).toMatchObject({ ok: true });
    expect(service.seen.some(({ url }) => url === '/oidc-token')).toBe(true);
  }
});

test('an authority that refuses, and a grant that needs a person, are told', async () => {
  const wrong: JsonValue = { id: 'shop', secret: 'wrong', assertion: null, authentication: 'client_secret_post' };
  expect(await call('/', oauth2({ client: wrong }))).toMatchObject({
    error: {
      type: like(/authentication$/),
      status: 401,
      detail: like(/invalid_client/),
    },
  });
  expect(await call('/', oauth2({ grant: 'authorization_code' }))).toMatchObject({
    error: { type: like(/configuration$/), detail: like(/person/) },
  });
});
