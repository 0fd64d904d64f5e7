import type { ConformanceCase } from './case.ts';

export const flowDirectives: readonly ConformanceCase[] = [
  {
    name: 'tasks run in the order in which they stand',
    flow: 'do: [ { a: { set: { n: 1 } } }, { b: { set: { n: 2 } } }, { c: { set: { n: 3 } } } ]',
    completes: { n: 3 },
    tasks: ['a', 'b', 'c'],
  },
  {
    name: 'continue goes on with the next',
    flow: 'do: [ { a: { set: { n: 1 }, then: continue } }, { b: { set: { n: 2 } } } ]',
    completes: { n: 2 },
  },
  {
    name: 'a name goes on there',
    flow: 'do: [ { a: { set: { n: 1 }, then: c } }, { b: { set: { n: 2 } } }, { c: { set: { n: 3 } } } ]',
    completes: { n: 3 },
    tasks: ['a', 'c'],
  },
  {
    name: 'a name may lie before',
    flow: "do: [ { start: { set: { n: '${ (.n // 0) + 1 }' } } }, { loop: { switch: [ { more: { when: .n < 4, then: start } }, { on: { then: continue } } ] } }, { finish: { set: { n: '${ .n * 10 }' } } } ]",
    completes: { n: 40 },
    tasks: ['start', 'loop', 'start', 'loop', 'start', 'loop', 'start', 'loop', 'finish'],
  },
  {
    name: 'end ends the workflow with the output of its task',
    flow: 'do: [ { a: { set: { n: 1 }, then: end } }, { b: { set: { n: 2 } } } ]',
    completes: { n: 1 },
    tasks: ['a'],
  },
  {
    name: 'end ends the workflow from within',
    flow: "do: [ { outer: { do: [ { a: { set: { n: 1 }, then: end } }, { b: { set: { n: 2 } } } ] } }, { c: { set: { n: 3 } } } ]\noutput: { as: '{ out: .n }' }",
    completes: { out: 1 },
  },
  {
    name: 'exit in the main list ends the workflow',
    flow: 'do: [ { a: { set: { n: 1 }, then: exit } }, { b: { set: { n: 2 } } } ]',
    completes: { n: 1 },
  },
  {
    name: 'exit ends the list that it stands in',
    flow: "do: [ { outer: { do: [ { a: { set: { n: 1 }, then: exit } }, { b: { set: { n: 2 } } } ] } }, { c: { set: { m: '${ .n }' } } } ]",
    completes: { m: 1 },
    tasks: ['outer', 'a', 'c'],
  },
  {
    name: 'do puts out what its last task does',
    flow: "do: [ { outer: { do: [ { a: { set: { n: 1 } } }, { b: { set: { n: '${ .n + 1 }' } } } ], output: { as: .n } } } ]",
    completes: 2,
  },
  {
    name: 'do gives its shaped input to its first task',
    flow: "do: [ { outer: { input: { from: .x }, do: [ { a: { set: { n: '${ . }' } } } ] } } ]",
    play: { input: { x: 5 } },
    completes: { n: 5 },
  },
  {
    name: 'do within do within do',
    flow: "do: [ { a: { do: [ { b: { do: [ { c: { set: { at: '${ $task.reference }' } } } ] } } ] } } ]",
    completes: { at: '/do/0/a/do/0/b/do/0/c' },
  },
  {
    name: 'switch takes the first case that matches',
    flow: "do: [ { s: { switch: [ { one: { when: '.n > 1', then: a } }, { two: { when: '.n > 2', then: b } } ] } }, { a: { set: { got: a }, then: end } }, { b: { set: { got: b } } } ]",
    play: { input: { n: 5 } },
    completes: { got: 'a' },
  },
  {
    name: 'switch takes the default when none matches, wherever it stands',
    flow: "do: [ { s: { switch: [ { other: { then: b } }, { one: { when: '.n > 10', then: a } } ] } }, { a: { set: { got: a }, then: end } }, { b: { set: { got: b } } } ]",
    play: { input: { n: 5 } },
    completes: { got: 'b' },
  },
  {
    name: 'switch without a match goes on',
    flow: "do: [ { s: { switch: [ { one: { when: '.n > 10', then: b } } ] } }, { a: { set: { got: a }, then: end } }, { b: { set: { got: b } } } ]",
    play: { input: { n: 5 } },
    completes: { got: 'a' },
  },
  {
    name: 'switch gives its input on',
    flow: "do: [ { s: { switch: [ { one: { when: 'true', then: a } } ] } }, { a: { set: { n: '${ .n }' } } } ]",
    play: { input: { n: 5 } },
    completes: { n: 5 },
  },
  {
    name: 'a case may end the workflow',
    flow: "do: [ { s: { switch: [ { one: { when: 'true', then: end } } ] } }, { a: { set: { got: a } } } ]",
    play: { input: { n: 5 } },
    completes: { n: 5 },
    tasks: ['s'],
  },
  {
    name: 'a condition of a case that fails faults the task',
    flow: "do: [ { s: { switch: [ { one: { when: '.n.x', then: end } } ] } } ]",
    play: { input: { n: 5 } },
    faults: { type: 'expression', status: 400, instance: '/do/0/s' },
  },
  {
    name: 'the directive of a skipped task is not followed',
    flow: "do: [ { a: { if: 'false', set: { n: 1 }, then: end } }, { b: { set: { n: 2 } } } ]",
    completes: { n: 2 },
  },
];
