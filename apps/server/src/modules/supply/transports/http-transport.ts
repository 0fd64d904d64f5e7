import { SupplierAcknowledgement, type SupplierOrderMessage } from '@barrow/contracts';
import { Compile } from 'typebox/compile';
import type { Egress, EgressDetail, EgressRefusal, GuardedResponse } from '../../../platform/egress.ts';
import { isWebhookSecret, signWebhook } from '../../../platform/webhook-signature.ts';
import { retryAfterMs } from './retry-after.ts';
import { isIdempotencyKey, type HttpTarget, type OrderTransport, type TransportResult } from './transport.ts';

export type HttpTransportOptions = {
  readonly egress: Pick<Egress, 'fetchGuarded'>;
  readonly nowMs: () => number;
  /** For one attempt, even when the deadline is later. */
  readonly timeoutMs?: number;
};

const defaultTimeoutMs = 20_000;
/** An acknowledgement of 2,000 lines with reasons stays below this. */
const maxAnswerBytes = 2_000_000;
const maxReasonLength = 500;

const acknowledgement = Compile(SupplierAcknowledgement);

/**
 * Posts the order as JSON with `Idempotency-Key` and, where a secret is set, a Standard Webhooks signature whose id is that key.
 * 2xx is delivered; 408, 425, 429, 5xx, a network fault and a timeout are to be retried (`Retry-After` is passed on), as is a 409
 * with Retry-After, by which a receiver says that it still works on an earlier attempt; any other answer is a refusal. Redirects
 * are not followed, since one that turns POST into GET would look like success.
 */
export function createHttpTransport(options: HttpTransportOptions): OrderTransport<HttpTarget> {
  return {
    async send(message, { idempotencyKey, deadlineMs, target }) {
      const { signingSecret, bearerToken, url } = target;
      if (!isIdempotencyKey(idempotencyKey))
        return { outcome: 'refused', reason: 'The idempotency key cannot be sent in a header' };
      if (signingSecret !== undefined && !isWebhookSecret(signingSecret)) {
        return {
          outcome: 'refused',
          reason: "The supplier's signing secret is not of the form whsec_...: enter it again",
        };
      }
      const leftMs = deadlineMs - options.nowMs();
      if (leftMs <= 0) return { outcome: 'retry', reason: 'The deadline had passed before the order was sent' };
      const body = JSON.stringify(message);
      const signature =
        signingSecret === undefined
          ? {}
          : signWebhook({ id: idempotencyKey, atMs: options.nowMs(), body, secret: signingSecret });
      const response = await options.egress.fetchGuarded(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, application/problem+json',
          'idempotency-key': idempotencyKey,
          ...signature,
          ...(bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` }),
        },
        body,
        timeoutMs: Math.min(leftMs, options.timeoutMs ?? defaultTimeoutMs),
        maxResponseBytes: maxAnswerBytes,
        maxRedirects: 0,
      });
      return response.ok
        ? judge(message, response.value, options.nowMs())
        : judgeFailure(response.reason, response.detail);
    },
  };
}

function judge(message: SupplierOrderMessage, response: GuardedResponse, nowMs: number): TransportResult {
  const { status } = response;
  if (status >= 200 && status < 300) return { outcome: 'delivered', ...readAcknowledgement(message, response) };
  const wait = retryAfterMs(response.headers.get('retry-after'), nowMs);
  const again =
    status === 408 || status === 425 || status === 429 || status >= 500 || (status === 409 && wait !== undefined);
  const reason = `${describeStatus(status, response)}${problemDetail(response)}`;
  if (!again) return { outcome: 'refused', reason };
  return { outcome: 'retry', reason, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

function judgeFailure(reason: EgressRefusal, detail: EgressDetail): TransportResult {
  switch (reason) {
    case 'bad-request':
    case 'address-not-allowed':
    case 'redirect-not-allowed':
      return { outcome: 'refused', reason: detail.message };
    case 'too-large': {
      const { status = 0 } = detail;
      if (status >= 200 && status < 300)
        return { outcome: 'delivered', warning: `The answer is not read: ${detail.message}` };
      return {
        outcome: status >= 300 && status < 500 ? 'refused' : 'retry',
        reason: `HTTP ${status}: ${detail.message}`,
      };
    }
    case 'timeout':
    case 'aborted':
    case 'network':
      return { outcome: 'retry', reason: detail.message };
  }
}

type Answer = { readonly acknowledgement?: SupplierAcknowledgement; readonly warning?: string };

/** The acknowledgement in a 2xx answer. An empty body and a 202 promise one for later; anything else that is none is a warning. */
function readAcknowledgement(message: SupplierOrderMessage, response: GuardedResponse): Answer {
  if (response.body.byteLength === 0) return {};
  const value = parseJson(response);
  if (!acknowledgement.Check(value)) {
    if (response.status === 202) return {};
    return { warning: `The supplier answered ${response.status} with something that is no acknowledgement` };
  }
  if (value.orderId.toLowerCase() !== message.orderId.toLowerCase()) {
    return { warning: 'The supplier acknowledged another order than the one sent' };
  }
  const known = new Set(message.lines.map(({ lineNo }) => lineNo));
  if (!value.lines.every(({ lineNo }) => known.delete(lineNo))) {
    return { warning: 'The acknowledgement names a line twice, or one that the order does not have' };
  }
  return { acknowledgement: value };
}

function describeStatus(status: number, response: GuardedResponse): string {
  const location = response.headers.get('location');
  if (status >= 300 && status < 400 && location !== undefined) {
    return `HTTP ${status}: the supplier's address moved to ${location.slice(0, 200)}; change it in the supplier's settings`;
  }
  return `HTTP ${status}`;
}

/** What a problem document (RFC 9457) says, as one line of text. */
function problemDetail(response: GuardedResponse): string {
  const value = parseJson(response);
  if (typeof value !== 'object' || value === null) return '';
  const detail = 'detail' in value ? value.detail : 'title' in value ? value.title : undefined;
  return typeof detail === 'string' ? `: ${detail.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, maxReasonLength)}` : '';
}

function parseJson(response: GuardedResponse): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(response.body).toString('utf8'));
    return value;
  } catch {
    return undefined;
  }
}
