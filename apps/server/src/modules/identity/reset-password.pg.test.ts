import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAt, textAt } from '../../testing/json-at.ts';
import { createTestHouse, testPassword, type TestHouse } from '../../testing/test-house.ts';

const person = {
  email: 'clara@example.com',
  name: 'Clara Cashier',
  role: 'cashier',
  password: 'her old password',
} as const;

let house: TestHouse;
let personId: string;
let ownerId: string;
beforeAll(async () => {
  house = await createTestHouse({ withOwner: true });
  const token = textAt(
    (await house.api('POST', '/invitations', { email: person.email, name: person.name, role: 'cashier' })).body,
    'token',
  );
  await house.house.identity.acceptInvitation(token, person.password);
  const members = listAt((await house.api('GET', '/members')).body, 'items');
  const idOf = (email: string): string =>
    textAt(
      members.find((one) => textAt(one, 'email') === email),
      'personId',
    );
  personId = idOf(person.email);
  ownerId = idOf('owner@example.com');
});
afterAll(() => house.close());

/** The session of somebody who signs in, or undefined when refused. */
async function signIn(email: string, password: string): Promise<string | undefined> {
  const response = await fetch(`${house.address}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: house.address },
    body: JSON.stringify({ email, password }),
  });
  return response.ok
    ? response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')
    : undefined;
}

async function me(cookie: string): Promise<number> {
  return (await fetch(`${house.address}/api/v1/me`, { headers: { cookie } })).status;
}

describe("a member's password", () => {
  it('is replaced by one that only the answer holds, and the sessions end', async () => {
    const before = await signIn(person.email, person.password);
    expect(await me(before ?? '')).toBe(200);
    const answer = await house.api('POST', `/members/${personId}/reset-password`, {});
    expect(answer).toMatchObject({ status: 200, body: { personId, email: person.email } });
    const password = textAt(answer.body, 'password');
    expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    expect(await me(before ?? '')).toBe(401);
    expect(await signIn(person.email, person.password)).toBeUndefined();
    expect(await me((await signIn(person.email, password)) ?? '')).toBe(200);
    const rows = await house.sql(
      'select to_jsonb(t)::text as row from platform.audit t union all select to_jsonb(t)::text from platform.event t',
    );
    expect(JSON.stringify(rows)).not.toContain(password);
    const [entry] = await house.sql(
      `select subject_id, after from platform.audit where action = 'identity.member.reset-password'`,
    );
    expect(entry).toEqual({ subject_id: personId, after: { passwordReset: true } });
  });

  it('is not repeated for a repeated Idempotency-Key', async () => {
    const call = (): Promise<unknown> =>
      house.house.registry.perform(
        'identity.member.reset-password',
        house.caller(),
        { personId },
        { idempotencyKey: 'once' },
      );
    await call();
    await expect(call()).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('is theirs when they are a member of another organisation too', async () => {
    await house.house.identity.createOrganisation({ name: 'Elsewhere', currency: 'EUR', timeZone: 'UTC' }, [
      { email: 'owner@example.com', name: 'Olive', role: 'owner' },
    ]);
    const answer = await house.api('POST', `/members/${ownerId}/reset-password`, {});
    expect(answer).toMatchObject({ status: 409, body: { code: 'MEMBER_ELSEWHERE' } });
    expect(await signIn('owner@example.com', testPassword)).toBeDefined();
  });

  it('is no business of another organisation or of who is no owner', async () => {
    const stranger = await house.anotherOrganisation();
    const path = `/members/${personId}/reset-password`;
    expect((await house.api('POST', path, {}, stranger.keys.owner)).status).toBe(404);
    expect((await house.api('POST', path, {}, house.keys.operations)).status).toBe(403);
    expect((await house.api('POST', path, {}, house.scopedKeys.owner)).status).toBe(403);
  });
});
