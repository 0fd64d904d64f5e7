import { call, down, missing, type ConformanceCase } from './case.ts';

const raise = (status: number, more = ''): string =>
  `{ raise: { error: { type: 'urn:own', status: ${status}${more} } } }`;
const tried = (body: string, clause: string): string => `do: [ { t: { try: [ { it: ${body} } ], catch: ${clause} } } ]`;
const failing = (times: number) => ({
  answer: (_: unknown, nth: number) => (nth <= times ? { error: down } : { output: { ok: nth } }),
});

export const errors: readonly ConformanceCase[] = [
  {
    name: 'raise faults with its error at its task',
    flow: `do: [ { a: ${raise(400)} } ]`,
    faults: { type: 'urn:own', status: 400, instance: '/do/0/a' },
  },
  {
    name: 'raise takes an error by name',
    flow: "use: { errors: { no: { type: 'urn:no', status: 409, title: No } } }\ndo: [ { a: { raise: { error: no } } } ]",
    faults: { type: 'urn:no', status: 409, instance: '/do/0/a' },
  },
  {
    name: 'raise evaluates title and detail',
    flow: tried(
      "{ raise: { error: { type: 'urn:own', status: 400, title: '${ \"T\" + .n }', detail: '${ .n }' } } }",
      "{ do: [ { s: { set: { t: '${ $error.title }', d: '${ $error.detail }' } } } ] }",
    ),
    play: { input: { n: 'x' } },
    completes: { t: 'Tx', d: 'x' },
  },
  {
    name: 'try passes through what goes well',
    flow: tried('{ set: { n: 1 } }', '{ do: [ { s: { set: { n: 2 } } } ] }'),
    completes: { n: 1 },
  },
  {
    name: 'catch without do swallows the error and gives the input on',
    flow: tried(raise(400), '{}'),
    play: { input: { n: 5 } },
    completes: { n: 5 },
  },
  {
    name: 'catch runs its tasks on the input of the try',
    flow: tried(raise(400), "{ do: [ { s: { set: { n: '${ .n + 1 }' } } } ] }"),
    play: { input: { n: 5 } },
    completes: { n: 6 },
  },
  {
    name: 'the error is a variable with its instance',
    flow: tried(raise(418), "{ do: [ { s: { set: '${ $error }' } } ] }"),
    completes: { type: 'urn:own', status: 418, instance: '/do/0/t/try/0/it' },
  },
  {
    name: 'the variable of the error may have another name',
    flow: tried(raise(418), "{ as: oops, do: [ { s: { set: { s: '${ $oops.status }' } } } ] }"),
    completes: { s: 418 },
  },
  {
    name: 'a filter by status catches',
    flow: tried(call, '{ errors: { with: { status: 404 } }, do: [ { s: { set: { caught: true } } } ] }'),
    play: { answer: () => ({ error: missing }) },
    completes: { caught: true },
  },
  {
    name: 'a filter by another status lets the error through',
    flow: tried(call, '{ errors: { with: { status: 503 } }, do: [ { s: { set: { caught: true } } } ] }'),
    play: { answer: () => ({ error: missing }) },
    faults: { type: 'communication', status: 404, instance: '/do/0/t/try/0/it' },
  },
  {
    name: 'standard types are the same under the older host',
    flow: tried(
      call,
      "{ errors: { with: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication' } }, do: [ { s: { set: { caught: true } } } ] }",
    ),
    play: { answer: () => ({ error: missing }) },
    completes: { caught: true },
  },
  {
    name: 'standard types are the same under the path of the kit',
    flow: tried(
      call,
      "{ errors: { with: { type: 'https://serverlessworkflow.io/dsl/errors/types/communication', status: 404 } }, do: [ { s: { set: { caught: true } } } ] }",
    ),
    play: { answer: () => ({ error: missing }) },
    completes: { caught: true },
  },
  {
    name: 'another standard type does not match',
    flow: tried(call, "{ errors: { with: { type: 'https://serverlessworkflow.io/dsl/errors/types/timeout' } } }"),
    play: { answer: () => ({ error: missing }) },
    faults: { type: 'communication', status: 404 },
  },
  {
    name: 'a filter by instance catches',
    flow: tried(
      raise(400),
      '{ errors: { with: { instance: /do/0/t/try/0/it } }, do: [ { s: { set: { caught: true } } } ] }',
    ),
    completes: { caught: true },
  },
  {
    name: 'a filter by title and detail catches',
    flow: tried(
      raise(400, ', title: T, detail: D'),
      '{ errors: { with: { title: T, detail: D } }, do: [ { s: { set: { caught: true } } } ] }',
    ),
    completes: { caught: true },
  },
  {
    name: 'when decides whether to catch',
    flow: tried(raise(400), "{ when: '$error.status == 401', do: [ { s: { set: { caught: true } } } ] }"),
    faults: { type: 'urn:own', status: 400 },
  },
  {
    name: 'exceptWhen decides whether not to catch',
    flow: tried(raise(400), "{ exceptWhen: '$error.status == 400', do: [ { s: { set: { caught: true } } } ] }"),
    faults: { type: 'urn:own', status: 400 },
  },
  {
    name: 'an error in the catch goes on up',
    flow: tried(raise(400), `{ do: [ { s: ${raise(500)} } ] }`),
    faults: { type: 'urn:own', status: 500, instance: '/do/0/t/catch/do/0/s' },
  },
  {
    name: 'the outer try catches what the inner does not',
    flow: `do: [ { o: { try: [ { i: { try: [ { it: ${raise(400)} } ], catch: { errors: { with: { status: 500 } } } } } ], catch: { do: [ { s: { set: { by: outer } } } ] } } } ]`,
    completes: { by: 'outer' },
  },
  {
    name: 'catch.then leads on after the error',
    flow: `do: [ { t: { try: [ { it: ${raise(400)} } ], catch: { then: c } } }, { b: { set: { n: b }, then: end } }, { c: { set: { n: c } } } ]`,
    completes: { n: 'c' },
  },
  {
    name: 'catch.then is not taken when all goes well',
    flow: `do: [ { t: { try: [ { it: { set: { n: 1 } } } ], catch: { then: c } } }, { b: { set: { n: b }, then: end } }, { c: { set: { n: c } } } ]`,
    completes: { n: 'b' },
  },
  {
    name: "catch.then comes after the clause's tasks",
    flow: `do: [ { t: { try: [ { it: ${raise(400)} } ], catch: { do: [ { s: { set: { n: s } } } ], then: end } } }, { b: { set: { n: b } } } ]`,
    completes: { n: 's' },
  },
  {
    name: 'a retry begins the tasks again',
    flow: tried(call, '{ retry: { limit: { attempt: { count: 3 } } } }'),
    play: failing(2),
    completes: { ok: 3 },
    calls: [{}, {}, {}],
  },
  {
    name: 'a constant delay is the same each time',
    flow: tried(call, '{ retry: { delay: PT2S, backoff: { constant: {} }, limit: { attempt: { count: 5 } } } }'),
    play: failing(3),
    completes: { ok: 4 },
    endsAtMs: 6_000,
  },
  {
    name: 'a linear delay grows by itself',
    flow: tried(call, '{ retry: { delay: PT2S, backoff: { linear: {} }, limit: { attempt: { count: 5 } } } }'),
    play: failing(3),
    completes: { ok: 4 },
    endsAtMs: 12_000,
  },
  {
    name: 'an exponential delay doubles',
    flow: tried(
      call,
      '{ retry: { delay: { seconds: 2 }, backoff: { exponential: {} }, limit: { attempt: { count: 5 } } } }',
    ),
    play: failing(3),
    completes: { ok: 4 },
    endsAtMs: 14_000,
  },
  {
    name: 'a jitter is added between its bounds',
    flow: tried(call, '{ retry: { delay: PT1S, jitter: { from: PT1S, to: PT3S }, limit: { attempt: { count: 5 } } } }'),
    play: { ...failing(1), random: () => 0.25 },
    completes: { ok: 2 },
    endsAtMs: 2_500,
  },
  {
    name: 'when the attempts ran out, the error goes on up',
    flow: tried(call, '{ retry: { limit: { attempt: { count: 2 } } } }'),
    play: failing(9),
    faults: { type: 'communication', status: 503 },
    calls: [{}, {}, {}],
  },
  {
    name: "when the attempts ran out, the clause's tasks run",
    flow: tried(call, '{ retry: { limit: { attempt: { count: 1 } } }, do: [ { s: { set: { gave: up } } } ] }'),
    play: failing(9),
    completes: { gave: 'up' },
  },
  {
    name: 'a limit of duration ends the attempts',
    flow: tried(call, '{ retry: { delay: PT10S, limit: { duration: PT25S } } }'),
    play: failing(9),
    faults: { type: 'communication', status: 503 },
    endsAtMs: 20_000,
  },
  {
    name: 'a limit of the duration of an attempt cuts each one off that takes longer, as a timeout',
    flow: tried(call, '{ retry: { delay: PT1S, limit: { attempt: { duration: PT3S, count: 3 } } } }'),
    play: {
      answer: (_, nth) => (nth === 1 ? { error: down } : { output: { ok: nth }, lateMs: nth === 4 ? 2_000 : 5_000 }),
    },
    completes: { ok: 4 },
    endsAtMs: 11_000,
  },
  {
    name: 'the limit of an attempt is over with the attempt',
    flow: tried(
      call,
      '{ errors: { with: { status: 503 } }, retry: { delay: PT1S, limit: { attempt: { duration: PT3S } } }, do: [ { nap: { wait: PT9S } } ] }',
    ),
    play: { answer: (_, nth) => (nth === 1 ? { error: down } : { output: { ok: nth }, lateMs: 2_000 }) },
    completes: { ok: 2 },
    endsAtMs: 3_000,
  },
  {
    name: 'an attempt that was cut off is not tried again where timeouts are not caught',
    flow: tried(call, '{ errors: { with: { status: 503 } }, retry: { limit: { attempt: { duration: PT3S } } } }'),
    play: { answer: (_, nth) => (nth === 1 ? { error: down } : undefined) },
    faults: { type: 'timeout', status: 408, instance: '/do/0/t' },
    endsAtMs: 3_000,
  },
  {
    name: 'a policy by name',
    flow: `use: { retries: { thrice: { delay: PT1S, limit: { attempt: { count: 3 } } } } }\n${tried(call, '{ retry: thrice }')}`,
    play: failing(2),
    completes: { ok: 3 },
    endsAtMs: 2_000,
  },
  {
    name: "a policy's when decides whether to try again",
    flow: tried(call, "{ retry: { when: '$error.status == 429', limit: { attempt: { count: 3 } } } }"),
    play: failing(1),
    faults: { type: 'communication', status: 503 },
    calls: [{}],
  },
  {
    name: "a policy's exceptWhen decides whether not to",
    flow: tried(call, "{ retry: { exceptWhen: '$error.status == 503', limit: { attempt: { count: 3 } } } }"),
    play: failing(1),
    faults: { type: 'communication', status: 503 },
    calls: [{}],
  },
  {
    name: 'an error that is not caught is not tried again',
    flow: tried(call, '{ errors: { with: { status: 404 } }, retry: { limit: { attempt: { count: 3 } } } }'),
    play: failing(1),
    faults: { type: 'communication', status: 503 },
    calls: [{}],
  },
  {
    name: 'a try whose first tasks went well begins with them again',
    flow: `do: [ { t: { try: [ { first: { set: { n: 1 } } }, { it: ${call} } ], catch: { retry: { limit: { attempt: { count: 1 } } } } } } ]`,
    play: failing(1),
    completes: { ok: 2 },
    tasks: ['t', 'first', 'first', 'it'],
  },
  {
    name: 'the timeout of a task faults it',
    flow: 'do: [ { a: { wait: PT10S, timeout: { after: PT2S } } } ]',
    faults: { type: 'timeout', status: 408, instance: '/do/0/a' },
    endsAtMs: 2_000,
  },
  {
    name: 'a task that is in time is not faulted',
    flow: 'do: [ { a: { wait: PT1S, timeout: { after: PT2S } } }, { b: { wait: PT5S } } ]',
    completes: {},
    endsAtMs: 6_000,
  },
  {
    name: 'a timeout by name',
    flow: 'use: { timeouts: { short: { after: { seconds: 2 } } } }\ndo: [ { a: { wait: PT10S, timeout: short } } ]',
    faults: { type: 'timeout', status: 408 },
  },
  {
    name: 'a timeout by an expression',
    flow: "do: [ { a: { wait: PT10S, timeout: { after: '${ .patience }' } } } ]",
    play: { input: { patience: 'PT3S' } },
    faults: { type: 'timeout', status: 408 },
    endsAtMs: 3_000,
  },
  {
    name: 'a timeout can be caught',
    flow: tried(
      '{ wait: PT10S, timeout: { after: PT2S } }',
      '{ errors: { with: { status: 408 } }, do: [ { s: { set: { late: true } } } ] }',
    ),
    completes: { late: true },
    endsAtMs: 2_000,
  },
  {
    name: 'the timeout of a list ends what it waits for',
    flow: 'do: [ { o: { do: [ { a: { wait: PT1S } }, { b: { wait: PT5S } } ], timeout: { after: PT3S } } } ]',
    faults: { type: 'timeout', status: 408, instance: '/do/0/o' },
    endsAtMs: 3_000,
  },
  {
    name: 'the timeout of the workflow faults the run',
    flow: 'timeout: { after: PT4S }\ndo: [ { a: { wait: PT3S } }, { b: { wait: PT3S } } ]',
    faults: { type: 'timeout', status: 408 },
    endsAtMs: 4_000,
  },
  {
    name: 'a run that is in time completes',
    flow: 'timeout: { after: PT4S }\ndo: [ { a: { wait: PT3S } } ]',
    completes: {},
    endsAtMs: 3_000,
  },
];
