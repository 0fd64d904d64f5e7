import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../parse/parse-definition.ts';
import { checkPolicy, type PolicyRules } from './check-policy.ts';

const rules: PolicyRules = {
  allowsHost: (host) => host.endsWith('.example.com'),
  clearedFor: (host) => host === 'crm.example.com',
  dangerOf: (name) =>
    ({ 'supply.order.place': 'spend' as const, 'catalogue.price.set': 'price' as const })[name] ?? null,
  asks: (name) => name === 'tasks.task.ask',
};

function found(tasks: string, rest = ''): string[] {
  const parsed = parseDefinition(`
document: { dsl: 1.0.0, namespace: test, name: one, version: 1.0.0 }
${rest}
do:
${tasks}
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.detail));
  return checkPolicy(parsed.value.workflow, rules).map(({ rule, pointer }) => `${rule} ${pointer}`);
}

const get = (host: string): string => `{ call: http, with: { method: get, endpoint: https://${host}/x } }`;
const place = '{ call: "supply.order.place:1.0.0@default", with: {} }';
const ask = '{ call: "tasks.task.ask:1.0.0@default", with: {} }';

describe('policy', () => {
  it('lets calls go to the hosts of connections alone, and wants a way out when they fail', () => {
    expect(found(`  - a: ${get('api.example.com')}`)).toEqual(['error-path /do/0/a']);
    expect(found(`  - t: { try: [{ a: ${get('api.example.com')} }], catch: {} }`)).toEqual([]);
    expect(found(`  - t: { try: [{ a: ${get('evil.example')} }], catch: {} }`)).toEqual([
      'outside-host /do/0/t/try/0/a',
    ]);
  });

  it('lets personal data go to systems that are cleared for it, and to no others', () => {
    const post = (host: string, body: string) =>
      `  - t: { try: [{ a: { call: http, with: { method: post, endpoint: 'https://${host}/x', body: ${body} } } }], catch: {} }`;
    const email = `{ who: '\${ .customer.email }' }`;
    expect(found(post('crm.example.com', email))).toEqual([]);
    expect(found(post('api.example.com', email))).toEqual(['personal-data /do/0/t/try/0/a/with']);
    expect(found(post('api.example.com', `'\${ { to: .data["phone"], n: 1 } }'`))).toEqual([
      'personal-data /do/0/t/try/0/a/with',
    ]);
    expect(found(post('api.example.com', `{ item: '\${ .item.name }', note: 'an email' }`))).toEqual([]);
  });

  it('does not count the catch as caught', () => {
    const tasks = `  - t: { try: [{ w: { wait: PT1S } }], catch: { do: [{ a: ${get('api.example.com')} }] } }`;
    expect(found(tasks)).toEqual(['error-path /do/0/t/catch/do/0/a']);
  });

  it('lets nobody spend or set prices unasked', () => {
    expect(found(`  - p: ${place}`)).toEqual(['spend-without-approval /do/0/p/call']);
    expect(found(`  - p: ${place.replace('supply.order.place', 'catalogue.price.set')}`)).toEqual([
      'price-without-limit /do/0/p/call',
    ]);
    expect(found(`  - q: ${ask}\n  - p: ${place}`)).toEqual([]);
    expect(found(`  - d: { do: [{ q: ${ask} }] }\n  - d2: { do: [{ p: ${place} }] }`)).toEqual([]);
    expect(found(`  - p: { if: '\${ .total < 100 }', call: "supply.order.place:1.0.0@default", with: {} }`)).toEqual(
      [],
    );
    expect(
      found(
        `  - s: { switch: [{ small: { when: '\${ .total < 100 }', then: p } }, { big: { then: end } }] }\n  - p: ${place}`,
      ),
    ).toEqual([]);
    expect(found(`  - p: ${place}\n  - q: ${ask}`)).toEqual(['spend-without-approval /do/0/p/call']);
    expect(found(`  - f: { fork: { branches: [{ q: ${ask} }, { p: ${place} }] } }`)).toEqual([
      'spend-without-approval /do/0/f/fork/branches/1/p/call',
    ]);
  });

  it('sees that a workflow starts itself', () => {
    const on = 'schedule: { on: { one: { with: { type: a.b } } } }';
    expect(found('  - e: { emit: { event: { with: { type: a.b, source: https://x.example } } } }', on)).toEqual([
      'feeds-itself /do/0/e',
    ]);
    expect(found('  - e: { emit: { event: { with: { type: a.c, source: https://x.example } } } }', on)).toEqual([]);
  });
});
