import { createHash } from 'node:crypto';
import type { Egress } from '../../platform/egress.ts';
import type { MailerOf } from '../../platform/mail.ts';
import { isWebhookSecret, signWebhook } from '../../platform/webhook-signature.ts';
import type { Channel } from './channels.ts';

export type Message = {
  /** The same for every attempt, so that whoever receives it twice can tell. */
  readonly key: string;
  readonly noticeId: string;
  readonly severity: string;
  readonly title: string;
  readonly body: string;
  readonly details: unknown;
  readonly locationId: string | null;
  readonly raisedAt: string;
};

/** `retry`: the same message may go through later. `failed`: it will not. */
export type Delivered = { readonly outcome: 'delivered' | 'retry' | 'failed'; readonly detail: string | null };

export type DeliverDeps = {
  readonly mailerOf: MailerOf;
  readonly egress: Egress;
  readonly nowMs: () => number;
};

/** Sends one message by mail or as a signed webhook. `secret` signs webhooks. */
export async function deliver(
  deps: DeliverDeps,
  orgId: string,
  channel: Channel,
  message: Message,
  secret: string | undefined,
  timeoutMs: number,
): Promise<Delivered> {
  return channel.kind === 'email'
    ? deliverMail(deps, orgId, channel, message, timeoutMs)
    : deliverWebhook(deps, channel, message, secret, timeoutMs);
}

async function deliverMail(
  { mailerOf }: DeliverDeps,
  orgId: string,
  channel: Channel,
  message: Message,
  timeoutMs: number,
): Promise<Delivered> {
  const mailer = await mailerOf(orgId);
  if (mailer === undefined)
    return { outcome: 'failed', detail: 'No mail server is set: enter one in the settings, or set BARROW_SMTP_URL' };
  const left = createHash('sha256').update(message.key).digest('hex').slice(0, 32);
  const sent = await mailer.send(
    {
      to: channel.emails ?? [],
      subject: `${message.severity === 'info' ? '' : `${message.severity.toUpperCase()}: `}${message.title}`,
      text: message.body === '' ? message.title : message.body,
      messageId: `<${left}@${mailer.fromAddress.split('@')[1] ?? 'barrow'}>`,
    },
    { timeoutMs },
  );
  if (sent.ok) {
    const { rejected } = sent.value;
    return { outcome: 'delivered', detail: rejected.length === 0 ? null : `refused for ${rejected.join(', ')}` };
  }
  return { outcome: sent.reason === 'temporary' ? 'retry' : 'failed', detail: sent.detail.message };
}

async function deliverWebhook(
  { egress, nowMs }: DeliverDeps,
  channel: Channel,
  message: Message,
  secret: string | undefined,
  timeoutMs: number,
): Promise<Delivered> {
  const { key, ...content } = message;
  const body = JSON.stringify({ type: 'notifications.notice', timestamp: message.raisedAt, data: content });
  if (channel.secretName !== undefined && (secret === undefined || !isWebhookSecret(secret))) {
    return { outcome: 'failed', detail: `The secret ${channel.secretName} is missing or not of the form whsec_...` };
  }
  const signature = secret === undefined ? {} : signWebhook({ id: key, atMs: nowMs(), body, secret });
  const answer = await egress.fetchGuarded(channel.url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'webhook-id': key, ...signature },
    body,
    timeoutMs,
    maxRedirects: 0,
    maxResponseBytes: 100_000,
  });
  if (!answer.ok) {
    const isFinal = answer.reason === 'bad-request' || answer.reason === 'address-not-allowed';
    return { outcome: isFinal ? 'failed' : 'retry', detail: answer.detail.message };
  }
  const { status } = answer.value;
  if (status >= 200 && status < 300) return { outcome: 'delivered', detail: null };
  const later = status >= 500 || status === 429 || status === 408;
  return { outcome: later ? 'retry' : 'failed', detail: `The receiver answered ${status}` };
}
