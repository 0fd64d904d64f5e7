import { call, down, type ConformanceCase } from './case.ts';

const sum = "{ set: { total: '${ (.total // 0) + $item }' } }";

export const loopsAndForks: readonly ConformanceCase[] = [
  {
    name: 'for runs its tasks for each item, one after the other',
    flow: `do: [ { l: { for: { in: .items }, do: [ { add: ${sum} } ] } } ]`,
    play: { input: { items: [1, 2, 3] } },
    completes: { total: 6 },
    tasks: ['l', 'add', 'add', 'add'],
  },
  {
    name: 'for names the item and its place',
    flow: 'do: [ { l: { for: { each: fruit, at: nth, in: \'${ ["a", "b"] }\' }, do: [ { s: { set: { list: \'${ (.list // []) + ["\\($nth)\\($fruit)"] }\' } } } ] } } ]',
    completes: { list: ['0a', '1b'] },
  },
  {
    name: 'for takes a list that stands in the definition',
    flow: "do: [ { l: { for: { each: c, in: [ { n: 1 }, { n: 2 } ] }, do: [ { s: { set: { total: '${ (.total // 0) + $c.n }' } } } ] } } ]",
    completes: { total: 3 },
  },
  {
    name: 'for over nothing gives its input on',
    flow: `do: [ { l: { for: { in: .items }, do: [ { add: ${sum} } ] } } ]`,
    play: { input: { items: [] } },
    completes: { items: [] },
  },
  {
    name: 'for over no list faults',
    flow: `do: [ { l: { for: { in: .items }, do: [ { add: ${sum} } ] } } ]`,
    play: { input: { items: 5 } },
    faults: { type: 'expression', status: 400, instance: '/do/0/l' },
  },
  {
    name: 'while ends a loop before the next item',
    flow: `do: [ { l: { for: { in: .items }, while: '(.total // 0) < 3', do: [ { add: ${sum} } ] } } ]`,
    play: { input: { items: [1, 2, 3, 4] } },
    completes: { total: 3 },
  },
  {
    name: 'while sees the item',
    flow: `do: [ { l: { for: { in: .items }, while: '$item != 3', do: [ { add: ${sum} } ] } } ]`,
    play: { input: { items: [1, 2, 3, 4] } },
    completes: { total: 3 },
  },
  {
    name: 'exit ends an iteration, not the loop',
    flow: `do: [ { l: { for: { in: .items }, do: [ { add: { set: { total: '\${ (.total // 0) + $item }' }, then: exit } }, { no: { raise: { error: { type: 'urn:no', status: 500 } } } } ] } } ]`,
    play: { input: { items: [1, 2] } },
    completes: { total: 3 },
  },
  {
    name: 'end in a loop ends the workflow',
    flow: `do: [ { l: { for: { in: .items }, do: [ { add: { set: { got: '\${ $item }' }, then: end } } ] } }, { b: { set: { n: 2 } } } ]`,
    play: { input: { items: [1, 2] } },
    completes: { got: 1 },
  },
  {
    name: 'loops within loops see both items',
    flow: "do: [ { o: { for: { each: x, in: '${ [1, 2] }' }, do: [ { i: { for: { each: y, in: '${ [10, 20] }' }, do: [ { s: { set: { list: '${ (.list // []) + [$x * $y] }' } } } ] } } ] } } ]",
    completes: { list: [10, 20, 20, 40] },
  },
  {
    name: 'an error in a loop faults at the task in it',
    flow: "do: [ { l: { for: { in: '${ [1] }' }, do: [ { s: { raise: { error: { type: 'urn:x', status: 418 } } } } ] } } ]",
    faults: { type: 'urn:x', status: 418, instance: '/do/0/l/do/0/s' },
  },
  {
    name: 'a loop waits in each iteration',
    flow: "do: [ { l: { for: { in: '${ [1, 2, 3] }' }, do: [ { w: { wait: PT1S } } ] } } ]",
    completes: {},
    endsAtMs: 3_000,
  },
  {
    name: 'each iteration calls anew',
    flow: `do: [ { l: { for: { in: '\${ [1, 2] }' }, do: [ { c: ${call} } ] } } ]`,
    play: { answer: (_, nth) => ({ output: nth }) },
    completes: 2,
    calls: [{}, {}],
  },
  {
    name: 'a loop may take very many turns',
    flow: "do: [ { l: { for: { in: '${ [range(5000)] }' }, do: [ { s: { set: { n: '${ $index }' } } } ] } } ]",
    completes: { n: 4_999 },
  },
  {
    name: 'fork puts out a list in the order of its branches',
    flow: 'do: [ { f: { fork: { branches: [ { slow: { do: [ { w: { wait: PT3S } }, { s: { set: { n: 1 } } } ] } }, { quick: { set: { n: 2 } } } ] } } } ]',
    completes: [{ n: 1 }, { n: 2 }],
    endsAtMs: 3_000,
  },
  {
    name: 'branches wait side by side',
    flow: 'do: [ { f: { fork: { branches: [ { a: { wait: PT3S } }, { b: { wait: PT2S } } ] } } } ]',
    completes: [{}, {}],
    endsAtMs: 3_000,
  },
  {
    name: 'each branch gets the same input',
    flow: "do: [ { f: { input: { from: .n }, fork: { branches: [ { a: { set: { n: '${ . + 1 }' } } }, { b: { set: { n: '${ . + 2 }' } } } ] } } } ]",
    play: { input: { n: 5 } },
    completes: [{ n: 6 }, { n: 7 }],
  },
  {
    name: 'a branch that fails fails the fork and ends the others',
    flow: `do: [ { f: { fork: { branches: [ { a: { wait: PT9S } }, { b: ${call} } ] } } } ]`,
    play: { answer: () => ({ error: down }) },
    faults: { type: 'communication', status: 503, instance: '/do/0/f/fork/branches/1/b' },
    endsAtMs: 0,
  },
  {
    name: 'the first branch to end well wins',
    flow: 'do: [ { f: { fork: { compete: true, branches: [ { slow: { wait: PT9S } }, { quick: { do: [ { w: { wait: PT1S } }, { s: { set: { n: 2 } } } ] } } ] } } } ]',
    completes: { n: 2 },
    endsAtMs: 1_000,
  },
  {
    name: 'a branch that wins at once leaves the others unbegun',
    flow: `do: [ { f: { fork: { compete: true, branches: [ { a: { set: { n: 1 } } }, { b: ${call} } ] } } } ]`,
    completes: { n: 1 },
    calls: [],
  },
  {
    name: 'a branch that fails has lost',
    flow: `do: [ { f: { fork: { compete: true, branches: [ { a: ${call} }, { b: { do: [ { w: { wait: PT1S } }, { s: { set: { n: 2 } } } ] } } ] } } } ]`,
    play: { answer: () => ({ error: down }) },
    completes: { n: 2 },
  },
  {
    name: 'when all branches fail, so does the task',
    flow: `do: [ { f: { fork: { compete: true, branches: [ { a: ${call} }, { b: ${call} } ] } } } ]`,
    play: { answer: (_, nth) => ({ error: { ...down, status: 500 + nth } }) },
    faults: { type: 'communication', status: 502 },
  },
  {
    name: 'end in a branch ends the workflow',
    flow: 'do: [ { f: { fork: { branches: [ { a: { wait: PT9S } }, { b: { set: { n: 1 }, then: end } } ] } } } ]',
    completes: { n: 1 },
    endsAtMs: 0,
  },
  {
    name: 'branches export into one context',
    flow: "do: [ { f: { fork: { branches: [ { a: { set: { n: 1 }, export: { as: '$context + { a: 1 }' } } }, { b: { set: { n: 1 }, export: { as: '$context + { b: 2 }' } } } ] } } }, { s: { set: '${ $context }' } } ]",
    completes: { a: 1, b: 2 },
  },
  {
    name: 'forks within forks',
    flow: 'do: [ { f: { fork: { branches: [ { a: { fork: { branches: [ { x: { set: { n: 1 } } }, { y: { set: { n: 2 } } } ] } } }, { b: { set: { n: 3 } } } ] } } } ]',
    completes: [[{ n: 1 }, { n: 2 }], { n: 3 }],
  },
  {
    name: 'a fork in a loop',
    flow: "do: [ { l: { for: { in: '${ [1, 2] }' }, do: [ { f: { fork: { branches: [ { a: { set: { n: '${ $item }' } } }, { b: { wait: PT1S } } ] } } }, { s: { set: { n: '${ .[0].n }' } } } ] } } ]",
    completes: { n: 2 },
    endsAtMs: 2_000,
  },
];
