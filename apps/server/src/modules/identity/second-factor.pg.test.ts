import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticatorCode } from '../../testing/authenticator-code.ts';
import { listAt, textAt } from '../../testing/json-at.ts';
import { createTestHouse, testPassword, type TestHouse } from '../../testing/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await createTestHouse({ withOwner: true });
});
afterAll(() => house.close());

type Answer = { readonly status: number; readonly body: unknown; readonly cookie: string };

/** Asks the sign-in as a browser would: from a page of this server. */
async function ask(path: string, body: object | undefined, cookie = ''): Promise<Answer> {
  const response = await fetch(`${house.address}/api/auth${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { origin: house.address, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const jar = new Map(cookie.split('; ').flatMap(pairOf));
  for (const [name, value] of response.headers.getSetCookie().flatMap(pairOf)) jar.set(name, value);
  const text = await response.text();
  const parsed: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, body: parsed, cookie: [...jar].map((pair) => pair.join('=')).join('; ') };
}

/** A cookie as its name and value. */
function pairOf(cookie: string): [string, string][] {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value]];
}

const email = 'owner@example.com';
const signIn = () => ask('/sign-in/email', { email, password: testPassword });
const mayEnter = async (cookie: string): Promise<boolean> =>
  (await fetch(`${house.address}/api/v1/me`, { headers: { cookie } })).status === 200;

describe('the second factor', () => {
  let secret: string;
  let backupCodes: string[];

  it('is set up with the password and a code, and is asked for from then on', async () => {
    const { cookie } = await signIn();
    expect((await ask('/two-factor/enable', { password: 'not the password' }, cookie)).status).toBe(400);
    const enabled = await ask('/two-factor/enable', { password: testPassword }, cookie);
    secret = new URL(textAt(enabled.body, 'totpURI')).searchParams.get('secret') ?? '';
    backupCodes = listAt(enabled.body, 'backupCodes').map(String);
    expect(backupCodes.length).toBeGreaterThanOrEqual(8);
    expect((await ask('/two-factor/verify-totp', { code: authenticatorCode(secret) }, cookie)).status).toBe(200);
    const half = await signIn();
    expect(half.body).toMatchObject({ twoFactorRedirect: true });
    expect(await mayEnter(half.cookie)).toBe(false);
    const whole = await ask('/two-factor/verify-totp', { code: authenticatorCode(secret) }, half.cookie);
    expect(whole.status).toBe(200);
    expect(await mayEnter(whole.cookie)).toBe(true);
  });

  it('takes a backup code once', async () => {
    const [code = ''] = backupCodes;
    const first = await ask('/two-factor/verify-backup-code', { code }, (await signIn()).cookie);
    expect(await mayEnter(first.cookie)).toBe(true);
    const second = await ask('/two-factor/verify-backup-code', { code }, (await signIn()).cookie);
    expect(second.status).toBeGreaterThanOrEqual(400);
    expect(await mayEnter(second.cookie)).toBe(false);
  });

  it('is not guessed: after some wrong codes no code is taken for a while', async () => {
    const half = await signIn();
    const statuses: number[] = [];
    for (let guess = 0; guess < 8; guess += 1)
      statuses.push((await ask('/two-factor/verify-totp', { code: String(100_000 + guess) }, half.cookie)).status);
    expect(statuses).toContain(429);
    expect((await ask('/two-factor/verify-totp', { code: authenticatorCode(secret) }, half.cookie)).status).toBe(429);
    expect(await mayEnter(half.cookie)).toBe(false);
  });

  it('is in the audit log, and neither its secret nor its codes are', async () => {
    const rows = await house.sql<{ action: string; text: string }>(
      `select action, coalesce(after::text, '') as text from platform.audit where action like 'identity.second-factor.%'`,
    );
    expect(rows.map(({ action }) => action)).toContain('identity.second-factor.confirm');
    const told = rows.map(({ text }) => text).join(' ');
    for (const one of [secret, ...backupCodes]) expect(told).not.toContain(one);
    const [stored] = await house.sql<{ leaked: boolean }>(
      `select bool_or(t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%') as leaked from auth."twoFactor" t`,
      [secret, backupCodes[1] ?? 'none'],
    );
    expect(stored?.leaked).toBe(false);
  });
});

describe('a passkey', () => {
  it('belongs to the name of the server, and to localhost where that is an address', async () => {
    const { body } = await ask('/passkey/generate-authenticate-options', undefined);
    expect(textAt(body, 'rpId')).toBe('localhost');
  });

  it('is registered by nobody who is not signed in, and not from the page of another site', async () => {
    expect((await ask('/passkey/generate-register-options', undefined)).status).toBe(401);
    const foreign = await fetch(`${house.address}/api/auth/passkey/verify-authentication`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/json', cookie: 'barrow.x=1' },
      body: JSON.stringify({ response: {} }),
    });
    expect(await foreign.json()).toMatchObject({ status: 403, code: 'ORIGIN_REFUSED' });
  });
});
