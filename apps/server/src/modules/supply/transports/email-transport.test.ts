import { parse } from 'csv-parse/sync';
import PostalMime from 'postal-mime';
import { afterEach, describe, expect, it } from 'vitest';
import { createMailer } from '../../../platform/mail.ts';
import { startMailCatcher, type MailCatcher } from '../../../platform/testing/mail-catcher.ts';
import { createEmailTransport } from './email-transport.ts';
import { createOrderTransport } from './order-transport.ts';
import { orderMessage } from './testing/order-message.ts';
import type { OrderTransport } from './transport.ts';

const catchers: MailCatcher[] = [];
afterEach(async () => {
  for (const catcher of catchers.splice(0)) await catcher.close();
});

async function start(): Promise<{ catcher: MailCatcher; transport: OrderTransport }> {
  const catcher = await startMailCatcher();
  catchers.push(catcher);
  const mailer = createMailer({ smtpUrl: catcher.url, from: 'Fern & Field <orders@fern.example>' });
  const http: OrderTransport = { send: () => Promise.reject(new Error('not in this test')) };
  return {
    catcher,
    transport: createOrderTransport({
      http,
      email: createEmailTransport({ mailerOf: () => Promise.resolve(mailer), nowMs: Date.now }),
    }),
  };
}

function options(change: { key?: string; timeoutMs?: number; to?: string[] } = {}) {
  const { key = 'order-1', timeoutMs = 5000, to = ['sales@supplier.example'] } = change;
  const target = { kind: 'email', orgId: 'org', to, replyTo: 'buyer@fern.example' } as const;
  return { idempotencyKey: key, deadlineMs: Date.now() + timeoutMs, target };
}

describe('an order sent by e-mail', () => {
  it('arrives as text that a person can work from and as CSV that software can read', async () => {
    const { catcher, transport } = await start();
    expect(await transport.send(orderMessage(), options())).toEqual({ outcome: 'delivered' });
    const mail = await PostalMime.parse(catcher.mails[0]?.source ?? '');
    expect(mail).toMatchObject({
      subject: 'Purchase order PO-1007 - Fern & Field',
      to: [{ address: 'sales@supplier.example' }],
      replyTo: [{ address: 'buyer@fern.example' }],
    });
    for (const words of [
      'deliver on 2026-03-04',
      'Torstr. 1',
      'SOAP-01',
      '12 each',
      '= 15.06',
      '2.5 kg',
      'Total 36.06 EUR',
    ]) {
      expect(mail.text).toContain(words);
    }
    const [attachment] = mail.attachments;
    expect(attachment).toMatchObject({
      filename: 'order-PO-1007.csv',
      mimeType: 'text/csv',
      disposition: 'attachment',
    });
    const content = attachment?.content;
    const csv = content instanceof ArrayBuffer ? Buffer.from(content).toString('utf8') : '';
    expect(parse(csv, { columns: true, bom: true })).toMatchObject([
      {
        order_number: 'PO-1007',
        supplier_item_code: 'SOAP-01',
        item_name: 'Soap, lavender',
        quantity: '12',
        unit_cost: '1.255',
      },
      { line: '2', quantity: '2.5', unit: 'kg', unit_cost: '8.40', ship_to_address: 'Torstr. 1\n10119 Berlin' },
    ]);
  });

  it('has the same Message-ID each time it is sent, and another under another key', async () => {
    const { catcher, transport } = await start();
    await transport.send(orderMessage(), options());
    await transport.send(orderMessage(), options());
    await transport.send(orderMessage(), options({ key: 'order-2' }));
    const ids = await Promise.all(catcher.mails.map(async ({ source }) => (await PostalMime.parse(source)).messageId));
    expect(ids[0]).toMatch(/^<order\.[0-9a-f]{40}@fern\.example>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('keeps names that look like formulas or headers from becoming either', async () => {
    const { catcher, transport } = await start();
    const [line] = orderMessage().lines;
    const lines = line === undefined ? [] : [{ ...line, itemName: '=cmd|calc' }];
    const number = '../PO\r\nBcc: thief@example.com';
    expect(await transport.send(orderMessage({ lines, number }), options())).toEqual({ outcome: 'delivered' });
    const source = catcher.mails[0]?.source ?? '';
    const mail = await PostalMime.parse(source);
    expect(mail.bcc ?? []).toEqual([]);
    expect(mail.attachments[0]?.filename).toBe('order--PO-Bcc-thief-example-com.csv');
    const content = mail.attachments[0]?.content;
    expect(content instanceof ArrayBuffer ? Buffer.from(content).toString('utf8') : '').toContain(",'=cmd|calc,");
  });

  it('is to be retried for 4yz answers, a dead or hanging server and a late start, and refused for 5yz answers', async () => {
    const { catcher, transport } = await start();
    const outcome = async (change?: Parameters<typeof options>[0]) =>
      (await transport.send(orderMessage(), options(change))).outcome;
    catcher.behave({ data: 451 });
    expect(await outcome()).toBe('retry');
    catcher.behave({ recipient: () => 550 });
    expect(await outcome()).toBe('refused');
    catcher.behave({ data: 'hang' });
    expect(await outcome({ timeoutMs: 250 })).toBe('retry');
    expect(await outcome({ timeoutMs: 0 })).toBe('retry');
    catcher.behave({});
    expect(await outcome({ to: ['no address'] })).toBe('refused');
    await catcher.close();
    expect(await outcome()).toBe('retry');
  });

  it('is delivered with a warning when one of its addresses was not taken', async () => {
    const { catcher, transport } = await start();
    catcher.behave({ recipient: (address) => (address.startsWith('gone') ? 550 : 250) });
    expect(
      await transport.send(orderMessage(), options({ to: ['sales@supplier.example', 'gone@supplier.example'] })),
    ).toEqual({
      outcome: 'delivered',
      warning: 'The mail server did not take gone@supplier.example',
    });
  });

  it('waits for settings while there is no mail server', async () => {
    const { transport: http } = await start();
    const email = createEmailTransport({ mailerOf: () => Promise.resolve(undefined), nowMs: Date.now });
    const without = createOrderTransport({ http, email });
    expect(await without.send(orderMessage(), options())).toMatchObject({ outcome: 'retry' });
  });
});
