import { describe, expect, it } from 'vitest';
import { isWebhookSecret, signWebhook, verifyWebhook } from './webhook-signature.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const otherSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const atMs = 1_614_265_330_000;
const body = '{"test": 2432232314}';
const signed = signWebhook({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', atMs, body, secret });

function verify(
  change: { headers?: Record<string, string | undefined>; body?: string; secrets?: string[]; nowMs?: number } = {},
) {
  const outcome = verifyWebhook({
    headers: { ...signed, ...change.headers },
    body: change.body ?? body,
    secrets: change.secrets ?? [secret],
    nowMs: change.nowMs ?? atMs,
  });
  return outcome.ok ? outcome.value.id : outcome.reason;
}

describe('a Standard Webhooks signature', () => {
  it('is the one of the reference implementations for their test message', () => {
    expect(signed).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('verifies, also among others and with an older secret still valid', () => {
    expect(verify()).toBe('msg_p5jXN8AQM9LWM0D4loKWxJek');
    expect(verify({ secrets: [otherSecret, secret] })).toBe('msg_p5jXN8AQM9LWM0D4loKWxJek');
    expect(verify({ headers: { 'webhook-signature': `v1a,AAAA v1,AAAA ${signed['webhook-signature']}` } })).toMatch(
      /^msg_/,
    );
  });

  it('is refused when body, id, time, version or secret differ', () => {
    expect(verify({ body: `${body} ` })).toBe('no-match');
    expect(verify({ headers: { 'webhook-id': 'msg_other' } })).toBe('no-match');
    expect(verify({ headers: { 'webhook-timestamp': '1614265331' } })).toBe('no-match');
    expect(verify({ headers: { 'webhook-signature': signed['webhook-signature'].replace('v1', 'v2') } })).toBe(
      'no-match',
    );
    expect(verify({ secrets: [otherSecret] })).toBe('no-match');
    expect(verify({ secrets: [] })).toBe('no-match');
  });

  it('is refused when too old, too new, or without its headers', () => {
    expect(verify({ nowMs: atMs + 300_000 })).toMatch(/^msg_/);
    expect(verify({ nowMs: atMs + 301_000 })).toBe('too-old');
    expect(verify({ nowMs: atMs - 301_000 })).toBe('too-new');
    expect(verify({ headers: { 'webhook-timestamp': '16e8' } })).toBe('timestamp-invalid');
    expect(verify({ headers: { 'webhook-signature': undefined } })).toBe('headers-missing');
  });

  it('asks for a secret of 24 to 64 bytes and does not show a wrong one', () => {
    expect(isWebhookSecret(secret)).toBe(true);
    expect(isWebhookSecret('whsec_c2hvcnQ=')).toBe(false);
    expect(isWebhookSecret('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe(false);
    const sign = () => signWebhook({ id: 'a', atMs, body, secret: 'whsec_c2hvcnQ=' });
    expect(sign).toThrow(/isWebhookSecret/);
    expect(sign).not.toThrow(/c2hvcnQ/);
  });
});
