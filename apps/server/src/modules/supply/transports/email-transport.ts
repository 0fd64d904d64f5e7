import { createHash } from 'node:crypto';
import type { SupplierOrderMessage } from '@barrow/contracts';
import type { MailerOf } from '../../../platform/mail.ts';
import { orderCsv } from './order-csv.ts';
import { orderText } from './order-text.ts';
import { isIdempotencyKey, type EmailTarget, type OrderTransport } from './transport.ts';

const byteOrderMark = '\uFEFF';

/**
 * Mails the order as text for people and as a CSV for their software. Mail has no receipt that counts, so `delivered` means that
 * the mail server took it. The Message-ID comes from the idempotency key: a mail sent twice shows as the same mail. The CSV
 * begins with a byte order mark, without which spreadsheets misread letters beyond ASCII. Without a mail server it asks for a retry:
 * settings may follow.
 */
export function createEmailTransport(options: {
  readonly mailerOf: MailerOf;
  readonly nowMs: () => number;
}): OrderTransport<EmailTarget> {
  return {
    async send(message, { idempotencyKey, deadlineMs, target }) {
      if (!isIdempotencyKey(idempotencyKey)) return { outcome: 'refused', reason: 'The idempotency key is malformed' };
      const timeoutMs = deadlineMs - options.nowMs();
      if (timeoutMs <= 0) return { outcome: 'retry', reason: 'The deadline had passed before the order was sent' };
      const mailer = await options.mailerOf(target.orgId);
      if (mailer === undefined)
        return {
          outcome: 'retry',
          reason: 'No mail server is set up: enter one in the settings, or set BARROW_SMTP_URL',
        };
      const sent = await mailer.send(
        {
          to: target.to,
          ...(target.replyTo === undefined ? {} : { replyTo: target.replyTo }),
          subject: `Purchase order ${message.number} - ${message.organisationName}`,
          text: orderText(message),
          messageId: messageIdOf(idempotencyKey, mailer.fromAddress),
          attachments: [
            {
              filename: fileNameOf(message),
              contentType: 'text/csv; charset=utf-8',
              content: byteOrderMark + orderCsv(message),
            },
          ],
        },
        { timeoutMs },
      );
      if (sent.ok) {
        const { rejected } = sent.value;
        if (rejected.length === 0) return { outcome: 'delivered' };
        return { outcome: 'delivered', warning: `The mail server did not take ${rejected.join(', ')}` };
      }
      return { outcome: sent.reason === 'temporary' ? 'retry' : 'refused', reason: sent.detail.message };
    },
  };
}

/** The same key from the same sender gives the same Message-ID (RFC 5322, 3.6.4). */
export function messageIdOf(idempotencyKey: string, fromAddress: string): string {
  const digest = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 40);
  return `<order.${digest}@${fromAddress.slice(fromAddress.lastIndexOf('@') + 1)}>`;
}

function fileNameOf(message: SupplierOrderMessage): string {
  return `order-${message.number.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60)}.csv`;
}
