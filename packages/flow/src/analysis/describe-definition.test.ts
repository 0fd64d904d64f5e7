import { expect, test } from 'vitest';
import { parseDefinition } from '../parse/parse-definition.ts';
import { describeDefinition } from './describe-definition.ts';

test('a description names hosts, functions, events, secrets, workflows and processes, and null for what is decided in the run', () => {
  const parsed = parseDefinition(`document: { dsl: '1.0.3', namespace: shop, name: x, version: 1.0.0 }
schedule: { cron: 0 6 * * *, on: { one: { with: { type: sale.captured } } } }
use:
  secrets: [b, a]
  functions: { greet: { call: http, with: { method: get, endpoint: 'https://user@Greet.example:8080/x' } } }
do:
  - one: { call: greet }
  - two: { call: 'stock.count:1.0.0@default' }
  - three:
      for: { in: .x }
      do:
        - fetch: { call: http, with: { method: get, endpoint: '\${ .url }' } }
        - template: { call: http, with: { method: get, endpoint: 'https://{region}.example/' } }
        - path: { call: http, with: { method: get, endpoint: 'https://path.example/{id}' } }
  - four: { emit: { event: { with: { type: order.placed } } } }
  - five: { listen: { to: { any: [{ with: { type: order.sent } }], until: { one: { with: { type: order.closed } } } } } }
  - six: { run: { workflow: { namespace: shop, name: replenish, version: latest } } }
  - seven: { run: { script: { language: js, code: x } } }
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.detail));
  expect(describeDefinition(parsed.value.workflow)).toEqual({
    tasks: 11,
    hosts: [null, 'greet.example:8080', 'path.example'],
    functions: ['greet', 'stock.count:1.0.0@default'],
    emits: ['order.placed'],
    hears: ['order.closed', 'order.sent', 'sale.captured'],
    secrets: ['a', 'b'],
    workflows: ['shop/replenish:latest'],
    processes: ['script', 'workflow'],
    startsBy: ['cron', 'on'],
  });
});
