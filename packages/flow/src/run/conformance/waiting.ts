import type { ConformanceCase } from './case.ts';

const at = (...events: readonly (readonly [number, object])[]) => ({
  events: events.map(([atMs, event]) => ({ atMs, event: { id: String(atMs), source: 'shop', ...event } })),
});
const listen = (to: string, more = ''): string => `do: [ { l: { listen: { to: ${to}${more} } } } ]`;

export const waitingTasks: readonly ConformanceCase[] = [
  {
    name: 'wait takes an ISO 8601 duration',
    flow: 'do: [ { w: { wait: PT1M30S } } ]',
    play: { input: { n: 1 } },
    completes: { n: 1 },
    endsAtMs: 90_000,
  },
  {
    name: 'wait takes a map',
    flow: 'do: [ { w: { wait: { days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 } } } ]',
    completes: {},
    endsAtMs: 93_784_005,
  },
  {
    name: 'wait takes an expression',
    flow: "do: [ { w: { wait: '${ .pause }' } } ]",
    play: { input: { pause: 'PT5S' } },
    completes: { pause: 'PT5S' },
    endsAtMs: 5_000,
  },
  {
    name: 'wait for what is no duration faults',
    flow: "do: [ { w: { wait: '${ .pause }' } } ]",
    play: { input: { pause: 'soon' } },
    faults: { type: 'expression', status: 400, instance: '/do/0/w' },
  },
  {
    name: 'emit puts the event out, filled in',
    flow: "do: [ { e: { emit: { event: { with: { type: order.placed, data: { id: '${ .id }' } } } } } } ]",
    play: { input: { id: 7 } },
    completes: {
      specversion: '1.0',
      id: 'run-1/do/0/e#1',
      source: '/test/case/0.1.0',
      time: '1970-01-01T00:00:00.000Z',
      type: 'order.placed',
      data: { id: 7 },
    },
    emits: [{ type: 'order.placed', data: { id: 7 } }],
  },
  {
    name: 'emit keeps what the author gives',
    flow: "do: [ { e: { emit: { event: { with: { id: mine, source: 'https://a.example', type: t, subject: s, extra: 1 } } } } } ]",
    completes: {
      specversion: '1.0',
      id: 'mine',
      source: 'https://a.example',
      time: '1970-01-01T00:00:00.000Z',
      type: 't',
      subject: 's',
      extra: 1,
    },
  },
  {
    name: 'listen to one ends with the first that matches, as a list',
    flow: listen('{ one: { with: { type: a } } }'),
    play: at([10, { type: 'b', data: 0 }], [20, { type: 'a', data: 1 }], [30, { type: 'a', data: 2 }]),
    completes: [1],
    endsAtMs: 20,
  },
  {
    name: 'what nobody hears, nobody gets',
    flow: listen('{ one: { with: { type: a } } }'),
    play: at([10, { type: 'b' }]),
    waits: true,
  },
  {
    name: 'an attribute may match a regular expression',
    flow: listen("{ one: { with: { type: 'shop[.].*[.]v2' } } }"),
    play: at([10, { type: 'shop.x.v1' }], [20, { type: 'shop.x.v2', data: 2 }]),
    completes: [2],
  },
  {
    name: 'an expression on the data must be true',
    flow: listen("{ one: { with: { type: t, data: '${ .celsius > 38 }' } } }"),
    play: at([10, { type: 't', data: { celsius: 37 } }], [20, { type: 't', data: { celsius: 39 } }]),
    completes: [{ celsius: 39 }],
  },
  {
    name: 'an attribute may equal what an expression gives',
    flow: "do: [ { l: { listen: { to: { one: { with: { type: t, subject: '${ $context.id }' } } } } } } ]",
    play: {
      input: { id: 'x7' },
      ...at([10, { type: 't', subject: 'x6' }], [20, { type: 't', subject: 'x7', data: 7 }]),
    },
    completes: [7],
  },
  {
    name: 'any ends with the first of several',
    flow: listen('{ any: [ { with: { type: a } }, { with: { type: b } } ] }'),
    play: at([10, { type: 'c' }], [20, { type: 'b', data: 2 }]),
    completes: [2],
  },
  {
    name: 'any of nothing hears every event',
    flow: listen('{ any: [] }'),
    play: at([10, { type: 'whatever', data: 1 }]),
    completes: [1],
  },
  {
    name: 'all waits for each, in any order',
    flow: listen('{ all: [ { with: { type: a } }, { with: { type: b } } ] }'),
    play: at([10, { type: 'b', data: 2 }], [20, { type: 'b', data: 3 }], [30, { type: 'a', data: 1 }]),
    completes: [2, 1],
    endsAtMs: 30,
  },
  {
    name: 'until a condition on what was consumed',
    flow: listen("{ any: [ { with: { type: a } } ], until: '(. | length) >= 3' }"),
    play: at(
      [10, { type: 'a', data: 1 }],
      [20, { type: 'a', data: 2 }],
      [30, { type: 'a', data: 3 }],
      [40, { type: 'a', data: 4 }],
    ),
    completes: [1, 2, 3],
    endsAtMs: 30,
  },
  {
    name: 'until an event, which is not part of the output',
    flow: listen('{ any: [ { with: { type: a } } ], until: { one: { with: { type: stop } } } }'),
    play: at([10, { type: 'a', data: 1 }], [20, { type: 'stop', data: 9 }]),
    completes: [1],
  },
  {
    name: 'until any of several events',
    flow: listen(
      '{ any: [ { with: { type: a } } ], until: { any: [ { with: { type: x } }, { with: { type: y } } ] } }',
    ),
    play: at([10, { type: 'a', data: 1 }], [20, { type: 'y' }]),
    completes: [1],
  },
  {
    name: 'until all of several events',
    flow: listen(
      '{ any: [ { with: { type: a } } ], until: { all: [ { with: { type: x } }, { with: { type: y } } ] } }',
    ),
    play: at([10, { type: 'y' }], [20, { type: 'a', data: 1 }], [30, { type: 'x' }]),
    completes: [1],
    endsAtMs: 30,
  },
  {
    name: 'read envelope gives the whole event',
    flow: listen('{ one: { with: { type: a } } }', ', read: envelope'),
    play: at([10, { type: 'a', data: 1 }]),
    completes: [{ id: '10', source: 'shop', type: 'a', data: 1 }],
  },
  {
    name: 'read raw gives the data as text',
    flow: listen('{ one: { with: { type: a } } }', ', read: raw'),
    play: at([10, { type: 'a', data: { n: 1 } }]),
    completes: ['{"n":1}'],
  },
  {
    name: 'a correlation holds later events to the first',
    flow: listen(
      '{ all: [ { with: { type: a }, correlate: { room: { from: .room } } }, { with: { type: b }, correlate: { room: { from: .room } } } ] }',
    ),
    play: at(
      [10, { type: 'a', room: 1, data: 'a1' }],
      [20, { type: 'b', room: 2, data: 'b2' }],
      [30, { type: 'b', room: 1, data: 'b1' }],
    ),
    completes: ['a1', 'b1'],
  },
  {
    name: 'a correlation may expect a value',
    flow: listen("{ one: { with: { type: a }, correlate: { order: { from: .data.order, expect: '${ .id }' } } } }"),
    play: { input: { id: 7 }, ...at([10, { type: 'a', data: { order: 6 } }], [20, { type: 'a', data: { order: 7 } }]) },
    completes: [{ order: 7 }],
  },
  {
    name: 'foreach runs its tasks on each event, in order',
    flow: "do: [ { l: { listen: { to: { any: [ { with: { type: a } } ], until: '(. | length) >= 2' } }, foreach: { item: e, at: i, do: [ { s: { set: { n: '${ $e * 10 + $i }' } } } ] } } } ]",
    play: at([10, { type: 'a', data: 1 }], [20, { type: 'a', data: 2 }]),
    completes: [{ n: 10 }, { n: 21 }],
  },
  {
    name: 'foreach shapes what each event gives',
    flow: "do: [ { l: { listen: { to: { any: [ { with: { type: a } } ], until: '(. | length) >= 2' } }, foreach: { item: e, do: [ { s: { set: { n: '${ $e }' } } } ], output: { as: .n } } } } ]",
    play: at([10, { type: 'a', data: 1 }], [20, { type: 'a', data: 2 }]),
    completes: [1, 2],
  },
  {
    name: 'events queue while one is worked on',
    flow: 'do: [ { l: { listen: { to: { any: [ { with: { type: a } } ], until: { one: { with: { type: stop } } } } }, foreach: { item: e, do: [ { w: { wait: PT1S } } ] } } } ]',
    play: at([10, { type: 'a', data: 1 }], [20, { type: 'a', data: 2 }], [30, { type: 'stop' }]),
    completes: [1, 2],
    endsAtMs: 2_010,
  },
  {
    name: 'a listener hears what its own run emits',
    flow: 'do: [ { f: { fork: { branches: [ { l: { listen: { to: { one: { with: { type: ping } } } } } }, { e: { emit: { event: { with: { type: ping, data: 1 } } }, output: { as: .type } } } ] } } } ]',
    completes: [[1], 'ping'],
  },
  {
    name: 'listening can time out',
    flow: 'do: [ { l: { listen: { to: { one: { with: { type: a } } } }, timeout: { after: PT1S } } } ]',
    faults: { type: 'timeout', status: 408, instance: '/do/0/l' },
  },
  {
    name: 'listen within a loop hears anew each time',
    flow: "do: [ { o: { for: { in: '${ [1, 2] }' }, do: [ { l: { listen: { to: { one: { with: { type: a } } } } } } ] } } ]",
    play: at([10, { type: 'a', data: 1 }], [20, { type: 'a', data: 2 }]),
    completes: [2],
    endsAtMs: 20,
  },
  {
    name: 'a cancelled run ends',
    flow: 'do: [ { w: { wait: PT1H } } ]',
    play: { orders: [{ atMs: 5, order: 'cancel' }] },
    cancelled: true,
    endsAtMs: 5,
  },
  {
    name: 'a suspended run goes on when it is resumed',
    flow: 'do: [ { w: { wait: PT1S } } ]',
    play: {
      orders: [
        { atMs: 5, order: 'suspend' },
        { atMs: 9_000, order: 'resume' },
      ],
    },
    completes: {},
    endsAtMs: 9_000,
  },
  {
    name: 'a suspended run that nobody resumes stays',
    flow: 'do: [ { w: { wait: PT1S } } ]',
    play: { orders: [{ atMs: 5, order: 'suspend' }] },
    waits: true,
  },
];
