import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMailCatcher, type MailCatcher } from '../../platform/testing/mail-catcher.ts';
import { at, textAt } from '../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';
import { newId } from '../../platform/clock.ts';

const password = 'hush-hush-hush';
let house: TestHouse;
let catcher: MailCatcher;
let port: number;
beforeAll(async () => {
  catcher = await startMailCatcher();
  port = Number(new URL(catcher.url).port);
  house = await createTestHouse({ environment: { BARROW_EGRESS_ALLOW: `127.0.0.1:${port}` } });
});
afterAll(async () => {
  await house.close();
  await catcher.close();
});

const plain = () => ({ host: '127.0.0.1', port, security: 'none', sender: 'Fern & Field <shop@fern.example>' });
const save = (setting: object) => house.api('PUT', '/mail-setting', setting);
const test = () => house.api('POST', '/mail-setting/test', { to: 'olive@fern.example' });

describe('mails of an organisation', () => {
  it('are told not to go anywhere while there is no server', async () => {
    expect((await test()).body).toMatchObject({ sent: false, from: null });
    expect((await house.api('GET', '/mail-setting')).body).toEqual({ setting: null });
  });

  it('go by its own server once there is one: tests and notices alike', async () => {
    expect((await save(plain())).status).toBe(200);
    expect((await test()).body).toEqual({ sent: true, from: 'shop@fern.example', detail: null });
    expect(catcher.mails.at(-1)).toMatchObject({ from: 'shop@fern.example', to: ['olive@fern.example'] });
    await house.api('PUT', '/notification-channels/post', {
      name: 'post',
      kind: 'email',
      emails: ['ops@fern.example'],
    });
    const notice = await house.api('POST', '/notices', { id: newId(), title: 'Milk is out', channels: ['post'] });
    expect(notice.status).toBe(200);
    await expect.poll(() => catcher.mails.at(-1)?.to, { timeout: 10_000 }).toEqual(['ops@fern.example']);
  });

  it('are not those of another', async () => {
    const stranger = await house.anotherOrganisation();
    const answer = await house.api('GET', '/mail-setting', undefined, stranger.keys.owner);
    expect(answer.body).toEqual({ setting: null });
    const tried = await house.api('POST', '/mail-setting/test', { to: 'x@fern.example' }, stranger.keys.owner);
    expect(tried.at('sent')).toBe(false);
  });

  it('do not reach into private networks', async () => {
    await save({ ...plain(), host: 'localhost', port: 25 });
    expect(textAt((await test()).body, 'detail')).toContain('BARROW_EGRESS_ALLOW');
    await save({ ...plain(), host: '169.254.169.254', port: 587 });
    expect(at((await test()).body, 'sent')).toBe(false);
  });
});

describe('a password', () => {
  const withPassword = () => ({ ...plain(), security: 'starttls', userName: 'shop', password });

  it('is never shown, nor stored or told in the clear', async () => {
    const saved = await save(withPassword());
    expect(saved.at('userName')).toBe('shop');
    expect(JSON.stringify(saved.body)).not.toContain(password);
    expect(JSON.stringify((await house.api('GET', '/mail-setting')).body)).not.toContain(password);
    const [row] = await house.sql<{ leaked: boolean }>(
      `select exists (select from mail.setting where position($1::bytea in password) > 0)
         or exists (select from platform.audit where after::text like '%' || $2 || '%') as leaked`,
      [Buffer.from(password), password],
    );
    expect(row?.leaked).toBe(false);
  });

  it('is not sent to a server that does not encrypt', async () => {
    const before = catcher.mails.length;
    expect((await test()).at('sent')).toBe(false);
    expect(catcher.mails).toHaveLength(before);
  });

  it('stays when it is left out, and goes to no other server', async () => {
    const { password: _left, ...rest } = withPassword();
    expect((await save({ ...rest, sender: 'till@fern.example' })).status).toBe(200);
    const elsewhere = await save({ ...rest, host: 'mail.example.com' });
    expect(elsewhere.status).toBe(422);
    expect(textAt(elsewhere.body, 'problems.0.pointer')).toBe('/password');
  });

  it('needs encryption, and a user name', async () => {
    const clear = await save({ ...withPassword(), security: 'none' });
    expect(textAt(clear.body, 'problems.0.pointer')).toBe('/security');
    const { userName: _none, ...nobody } = withPassword();
    expect(textAt((await save(nobody)).body, 'problems.0.pointer')).toBe('/userName');
    expect(textAt((await save({ ...plain(), sender: 'nobody' })).body, 'problems.0.pointer')).toBe('/sender');
  });

  it('that cannot be opened any more is asked for again', async () => {
    await save(withPassword());
    await house.sql('update mail.setting set password = set_byte(password, 12, 255 - get_byte(password, 12))');
    expect(textAt((await test()).body, 'detail')).toContain('enter it again');
  });

  it('is forgotten with the setting', async () => {
    expect((await house.api('DELETE', '/mail-setting')).status).toBe(204);
    expect((await house.api('GET', '/mail-setting')).body).toEqual({ setting: null });
  });
});
