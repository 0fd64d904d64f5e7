import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listAt } from '../../testing/json-at.ts';
import { createTestHouse, testPassword, type TestHouse } from '../../testing/test-house.ts';

let house: TestHouse;
let cookie: string;
beforeAll(async () => {
  house = await createTestHouse({ withOwner: true });
});
afterAll(() => house.close());
beforeEach(async () => {
  cookie = await signIn();
});

async function signIn(): Promise<string> {
  const response = await fetch(`${house.address}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@example.com', password: testPassword }),
  });
  return response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .join('; ');
}
const get = (path: string) => fetch(house.address + path, { headers: { cookie } });

describe('a session', () => {
  it('is good until it has expired, and then for nothing', async () => {
    expect((await get('/api/session')).status).toBe(200);
    await house.sql(`update auth.session set "expiresAt" = now() - interval '1 second'`);
    expect((await get('/api/session')).status).toBe(401);
    expect((await get('/api/v1/me')).status).toBe(401);
  });

  it('is listed with the others of the person, who can end them', async () => {
    const other = await signIn();
    const sessions: unknown = await (await get('/api/auth/list-sessions')).json();
    expect(listAt({ sessions }, 'sessions').length).toBeGreaterThanOrEqual(2);
    const ended = await fetch(`${house.address}/api/auth/revoke-other-sessions`, {
      method: 'POST',
      headers: { cookie, origin: house.address, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(ended.status).toBe(200);
    const asked = await fetch(`${house.address}/api/session`, { headers: { cookie: other } });
    expect(asked.status).toBe(401);
    expect((await get('/api/session')).status).toBe(200);
  });
});

describe('a link to a new password', () => {
  it('that has expired sets none', async () => {
    await house.sql(
      `insert into auth.verification ("id", "identifier", "value", "expiresAt")
       select 'old', 'reset-password:old-token', "id", now() - interval '1 second' from auth."user" limit 1`,
    );
    const answer = await fetch(`${house.address}/api/auth/reset-password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: 'old-token', newPassword: 'another password' }),
    });
    expect(answer.status).toBe(400);
  });
});
