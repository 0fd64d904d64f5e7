import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/clock.ts';
import { startMailCatcher, type MailCatcher } from '../../platform/testing/mail-catcher.ts';
import { verifyWebhook } from '../../platform/webhook-signature.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';

type Received = { readonly headers: IncomingMessage['headers']; readonly body: string };

let house: TestHouse;
let mails: MailCatcher;
let receiver: Server;
let address: string;
const received: Received[] = [];
let answers: number[] = [];
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

beforeAll(async () => {
  mails = await startMailCatcher();
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.statusCode = answers.shift() ?? 204;
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  address = `127.0.0.1:${port}`;
  house = await createTestHouse({ environment: { BARROW_SMTP_URL: mails.url, BARROW_EGRESS_ALLOW: address } });
  await house.api('PUT', '/secrets/hook', { value: secret });
  await house.api('PUT', '/connections/hook', { hosts: [address] });
  await house.api('PUT', '/notification-channels/mail', { kind: 'email', emails: ['oscar@example.com'] });
  await house.api('PUT', '/notification-channels/hook', {
    kind: 'webhook',
    url: `http://${address}/in`,
    secretName: 'hook',
  });
});
afterAll(async () => {
  await house.close();
  receiver.close();
  await mails.close();
});

async function waitFor<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 15_000; ;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const bodiesOf = (id: string): Received[] => received.filter(({ body }) => body.includes(id));
const statusOf = async (id: string, step = 0): Promise<string[]> =>
  (
    await house.sql<{ status: string }>(
      'select status from notifications.delivery where notice_id = $1 and step = $2 order by channel',
      [id, step],
    )
  ).map((row) => row.status);

describe('a notice', () => {
  it('is sent by mail and as a signed webhook, once each, however often it is asked for', async () => {
    const id = newId();
    const notice = { id, severity: 'urgent', title: `Out of milk ${id}`, channels: ['mail', 'hook'] };
    const first = await house.api('POST', '/notices', notice);
    expect(first.at('status')).toBe('stored');
    const second = await house.api('POST', '/notices', notice);
    expect(second.at('status')).toBe('duplicate');
    await waitFor(async () => ((await statusOf(id)).every((status) => status === 'delivered') ? true : undefined));
    expect(bodiesOf(id)).toHaveLength(1);
    const [message] = bodiesOf(id);
    const verified = verifyWebhook({
      headers: message?.headers ?? {},
      body: message?.body ?? '',
      secrets: [secret],
      nowMs: Date.now(),
    });
    expect(verified.ok).toBe(true);
    expect(mails.mails.filter((mail) => mail.source.toString().includes(id))).toHaveLength(1);
    const other = await house.api('POST', '/notices', { ...notice, title: 'something else' });
    expect(other.at('code')).toBe('NOTICE_CONFLICT');
  });

  it('is sent again to a receiver that fails, with the same id', async () => {
    answers = [503];
    const id = newId();
    await house.api('POST', '/notices', { id, title: id, channels: ['hook'] });
    await waitFor(() => (bodiesOf(id).length === 2 ? true : undefined));
    const ids = bodiesOf(id).map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
  });

  it('reaches a webhook though mails have to wait for a mail server that is mended', async () => {
    const server = { host: '127.0.0.1', port: 9, security: 'tls', userName: 'shop', password: 'hush-hush-hush' };
    await house.api('PUT', '/mail-setting', { ...server, sender: 'shop@fern.example' });
    await house.sql('update mail.setting set password = set_byte(password, 12, 255 - get_byte(password, 12))');
    const id = newId();
    await house.api('POST', '/notices', { id, title: id, channels: ['mail', 'hook'] });
    await waitFor(() => (bodiesOf(id).length === 1 ? true : undefined));
    const mail = await waitFor(async () => {
      const [row] = await house.sql<{ status: string; last_result: string | null }>(
        `select status, last_result from notifications.delivery where notice_id = $1 and channel = 'mail'`,
        [id],
      );
      return row?.status === 'due' && row.last_result !== null ? row : undefined;
    });
    expect(mail.last_result).toContain('enter it again');
    expect((await house.api('DELETE', '/mail-setting')).status).toBe(204);
  });

  it('escalates unless somebody has acknowledged it', async () => {
    const [seen, unseen] = [newId(), newId()];
    for (const id of [seen, unseen]) {
      await house.api('POST', '/notices', {
        id,
        title: id,
        roles: ['cashier'],
        escalation: [{ afterMinutes: 30, channels: ['hook'], roles: ['location-manager'] }],
      });
    }
    const acknowledged = await house.api('POST', `/notices/${seen}/acknowledge`, {}, house.keys.cashier);
    expect(acknowledged.at('acknowledgedBy')).toBe('cashier');
    const hidden = await house.api('POST', `/notices/${unseen}/acknowledge`, {}, house.keys['location-manager']);
    expect(hidden.at('code')).toBe('NOTICE_UNKNOWN');
    await house.sql(`update notifications.delivery set due_at = now() where notice_id = any($1)`, [[seen, unseen]]);
    await waitFor(() => (bodiesOf(unseen).length === 1 ? true : undefined));
    await waitFor(async () =>
      (await statusOf(seen, 1)).every((status) => status === 'not-needed') ? true : undefined,
    );
    expect(bodiesOf(seen)).toHaveLength(0);
    const list = await house.api('GET', '/notices', undefined, house.keys['location-manager']);
    expect(JSON.stringify(list.body)).toContain(unseen);
    expect(JSON.stringify(list.body)).not.toContain(seen);
  });

  it('waits for the end of quiet hours unless it is urgent', async () => {
    const minutes = (new Date().getUTCHours() * 60 + new Date().getUTCMinutes() + 1438) % 1440;
    const quietHours = { fromMinutes: minutes, toMinutes: (minutes + 120) % 1440, timeZone: 'UTC' };
    await house.api('PUT', '/notification-channels/quiet', {
      kind: 'webhook',
      url: `http://${address}/in`,
      quietHours,
    });
    const [calm, urgent] = [newId(), newId()];
    await house.api('POST', '/notices', { id: calm, title: calm, channels: ['quiet'] });
    await house.api('POST', '/notices', { id: urgent, title: urgent, severity: 'urgent', channels: ['quiet'] });
    await waitFor(() => (bodiesOf(urgent).length === 1 ? true : undefined));
    expect(bodiesOf(calm)).toHaveLength(0);
    const [row] = await house.sql<{ later: boolean }>(
      `select due_at > now() + interval '1 hour' as later from notifications.delivery where notice_id = $1`,
      [calm],
    );
    expect(row?.later).toBe(true);
  });

  it('goes to no host that no connection allows', async () => {
    await house.api('PUT', '/notification-channels/elsewhere', { kind: 'webhook', url: 'http://127.0.0.1:9/in' });
    const id = newId();
    await house.api('POST', '/notices', { id, title: id, channels: ['elsewhere'] });
    await waitFor(async () => ((await statusOf(id))[0] === 'failed' ? true : undefined));
    const [row] = await house.sql<{ last_result: string }>(
      'select last_result from notifications.delivery where notice_id = $1',
      [id],
    );
    expect(row?.last_result).toContain('No connection');
  });
});

describe('a secret', () => {
  it('is listed by its name and stored sealed', async () => {
    const list = await house.api('GET', '/secrets');
    expect(list.at('items.0.name')).toBe('hook');
    expect(JSON.stringify(list.body)).not.toContain(secret);
    const [row] = await house.sql<{ sealed: Buffer }>('select sealed from connections.secret');
    expect(row?.sealed.toString('latin1')).not.toContain(secret);
    const audit = await house.sql<{ text: string }>(
      'select coalesce(string_agg(after::text, chr(10)), $1) as text from platform.audit',
      [''],
    );
    expect(audit[0]?.text).not.toContain(secret);
  });
});
