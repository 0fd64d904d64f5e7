import PostalMime from 'postal-mime';
import { afterEach, describe, expect, it } from 'vitest';
import { createMailer, isMailAddress, type Mail, type MailerOptions } from './mail.ts';
import { startMailCatcher, type MailCatcher } from './testing/mail-catcher.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(options?: { user?: string; password?: string }): Promise<MailCatcher> {
  const catcher = await startMailCatcher(options);
  closers.push(() => catcher.close());
  return catcher;
}

const from = 'Fern & Field <orders@fern.example>';
const mail: Mail = { to: ['a@supplier.example'], subject: 'Order 17 — Grüße', text: 'Good day.\n.\nBye' };

async function resultOf(options: MailerOptions, change: Partial<Mail> = {}): Promise<string> {
  const outcome = await createMailer(options).send({ ...mail, ...change });
  return outcome.ok ? 'sent' : `${outcome.reason}: ${outcome.detail.message}`;
}

describe('the mailer', () => {
  it('delivers text and attachments unharmed to a real SMTP server', async () => {
    const catcher = await start();
    const content = 'Zeile;"Grüße"\r\n.\r\nend';
    const sent = await createMailer({ smtpUrl: catcher.url, from }).send({
      ...mail,
      to: ['a@supplier.example', 'b@supplier.example'],
      replyTo: 'buyer@fern.example',
      messageId: '<order-1@fern.example>',
      attachments: [{ filename: 'order.csv', contentType: 'text/csv; charset=utf-8', content }],
    });
    expect(sent).toEqual({ ok: true, value: { messageId: '<order-1@fern.example>', rejected: [] } });
    const [caught] = catcher.mails;
    expect(caught).toMatchObject({ from: 'orders@fern.example', to: ['a@supplier.example', 'b@supplier.example'] });
    const parsed = await PostalMime.parse(caught?.source ?? '');
    expect(parsed).toMatchObject({
      subject: mail.subject,
      messageId: '<order-1@fern.example>',
      from: { name: 'Fern & Field', address: 'orders@fern.example' },
      replyTo: [{ address: 'buyer@fern.example' }],
    });
    expect(parsed.text?.trimEnd()).toBe(mail.text);
    expect(parsed.attachments[0]).toMatchObject({ filename: 'order.csv', mimeType: 'text/csv' });
    const received = parsed.attachments[0]?.content;
    expect(received instanceof ArrayBuffer ? Buffer.from(received).toString() : received).toBe(content);
  });

  it('takes 5yz answers as permanent and 4yz answers as temporary, whichever command they answer', async () => {
    const catcher = await start();
    const options = { smtpUrl: catcher.url, from };
    catcher.behave({ data: 554 });
    expect(await resultOf(options)).toMatch(/^permanent: .*554/);
    catcher.behave({ data: 452 });
    expect(await resultOf(options)).toMatch(/^temporary: .*452/);
    catcher.behave({ recipient: () => 550 });
    expect(await resultOf(options)).toMatch(/^permanent/);
    catcher.behave({ recipient: () => 450 });
    expect(await resultOf(options)).toMatch(/^temporary/);
    catcher.behave({ recipient: (address) => (address.startsWith('a') ? 450 : 550) });
    expect(await resultOf(options, { to: ['a@supplier.example', 'b@supplier.example'] })).toMatch(/^temporary/);
    expect(catcher.mails).toEqual([]);
  });

  it('names the addresses that were refused when others were taken', async () => {
    const catcher = await start();
    catcher.behave({ recipient: (address) => (address.startsWith('b') ? 550 : 250) });
    const sent = await createMailer({ smtpUrl: catcher.url, from }).send({
      ...mail,
      to: ['a@supplier.example', 'b@supplier.example'],
    });
    expect(sent).toMatchObject({ ok: true, value: { rejected: ['b@supplier.example'] } });
  });

  it('signs in, and takes a wrong password as temporary without showing it', async () => {
    const catcher = await start({ user: 'barrow', password: 'p@ss:word/' });
    expect(await resultOf({ smtpUrl: catcher.url, from })).toBe('sent');
    const wrong = catcher.url.replace(/:[^:@]*@/, ':hush@');
    const result = await resultOf({ smtpUrl: wrong, from });
    expect(result).toMatch(/^temporary: .*sign-in/);
    expect(result).not.toContain('hush');
  });

  it('gives up in time on a server that hangs, and retries later when there is none', async () => {
    const catcher = await start();
    catcher.behave({ data: 'hang' });
    const startedMs = performance.now();
    expect(await resultOf({ smtpUrl: catcher.url, from, timeoutMs: 300 })).toMatch(/^temporary: .*in time/);
    expect(performance.now() - startedMs).toBeLessThan(2000);
    await catcher.close();
    expect(await resultOf({ smtpUrl: catcher.url, from, timeoutMs: 2000 })).toMatch(/^temporary: .*reached/);
  });

  it('does not let an address, subject or file name bring headers or recipients of its own', async () => {
    const catcher = await start();
    const options = { smtpUrl: catcher.url, from };
    for (const address of ['a@x.example, b@y.example', 'a@x.example\r\nBcc: b@y.example', 'A <a@x.example>', 'a', '']) {
      expect(await resultOf(options, { to: [address] })).toMatch(/^permanent/);
    }
    const subject = 'Order\r\nBcc: thief@example.com';
    const attachments = [{ filename: 'a"\r\nX-Evil: 1', contentType: 'text/csv', content: 'x' }];
    expect(await resultOf(options, { subject, attachments })).toBe('sent');
    expect(catcher.mails).toHaveLength(1);
    expect(catcher.mails[0]?.to).toEqual(['a@supplier.example']);
    expect(catcher.mails[0]?.source.toString()).not.toMatch(/^(Bcc|X-Evil):/im);
  });

  it('refuses wrong settings without showing them', () => {
    for (const smtpUrl of ['http://user:hush@host', 'hush', 'smtp://']) {
      expect(() => createMailer({ smtpUrl, from })).toThrow(/no smtp/);
      expect(() => createMailer({ smtpUrl, from })).not.toThrow(/hush/);
    }
    expect(() => createMailer({ smtpUrl: 'smtp://host', from: 'nobody' })).toThrow(/sender/);
    expect(isMailAddress('first.last+tag@sub.example.com')).toBe(true);
  });
});
