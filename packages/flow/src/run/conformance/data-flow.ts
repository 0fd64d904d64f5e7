import type { ConformanceCase } from './case.ts';

const order = { order: { id: 7, lines: [{ qty: 2 }, { qty: 3 }] } };

export const dataFlow: readonly ConformanceCase[] = [
  {
    name: 'set replaces the data',
    flow: 'do: [ { a: { set: { x: 1 } } }, { b: { set: { y: 2 } } } ]',
    completes: { y: 2 },
  },
  {
    name: 'set takes expressions at any depth',
    flow: "do: [ { a: { set: { deep: [ { n: '${ .order.id }' } ], text: plain } } } ]",
    play: { input: order },
    completes: { deep: [{ n: 7 }], text: 'plain' },
  },
  {
    name: 'set takes a whole expression',
    flow: "do: [ { a: { set: '${ .order.lines }' } } ]",
    play: { input: order },
    completes: [{ qty: 2 }, { qty: 3 }],
  },
  {
    name: 'a text without ${ } is no expression',
    flow: "do: [ { a: { set: { x: '.order.id' } } } ]",
    play: { input: order },
    completes: { x: '.order.id' },
  },
  {
    name: 'an expression without an output gives null',
    flow: "do: [ { a: { set: { x: '${ empty }' } } } ]",
    completes: { x: null },
  },
  {
    name: 'the first of several outputs counts',
    flow: "do: [ { a: { set: { x: '${ .order.lines[].qty }' } } } ]",
    play: { input: order },
    completes: { x: 2 },
  },
  {
    name: 'the output of a task is the input of the next',
    flow: "do: [ { a: { set: { n: 1 } } }, { b: { set: { n: '${ .n + 1 }' } } }, { c: { set: { n: '${ .n * 10 }' } } } ]",
    completes: { n: 20 },
  },
  {
    name: 'input.from shapes what a task sees',
    flow: "do: [ { a: { input: { from: .order }, set: { id: '${ .id }' } } } ]",
    play: { input: order },
    completes: { id: 7 },
  },
  {
    name: 'input.from may be a map of expressions',
    flow: "do: [ { a: { input: { from: { it: '${ .order.id }' } }, set: { got: '${ .it }' } } } ]",
    play: { input: order },
    completes: { got: 7 },
  },
  {
    name: '$input is the shaped input, $task.input the raw one',
    flow: "do: [ { a: { input: { from: .order.id }, set: { shaped: '${ $input }', raw: '${ $task.input.order.id + 1 }' } } } ]",
    play: { input: order },
    completes: { shaped: 7, raw: 8 },
  },
  {
    name: 'output.as shapes what a task gives on',
    flow: "do: [ { a: { set: { n: 3, m: 4 }, output: { as: .n } } }, { b: { set: { got: '${ . }' } } } ]",
    completes: { got: 3 },
  },
  {
    name: 'output.as sees $input',
    flow: "do: [ { a: { set: { n: 3 }, output: { as: '{ n: .n, id: $input.order.id }' } } } ]",
    play: { input: order },
    completes: { n: 3, id: 7 },
  },
  {
    name: 'export.as replaces the context, and sees the shaped output',
    flow: "do: [ { a: { set: { n: 3 }, output: { as: .n }, export: { as: '{ kept: . }' } } }, { b: { set: { x: '${ $context.kept }' } } } ]",
    completes: { x: 3 },
  },
  {
    name: 'export.as sees $output and the context before',
    flow: "do: [ { a: { set: { n: 1 }, export: { as: '{ all: [ $output.n ] }' } } }, { b: { set: { n: 2 }, export: { as: '{ all: ($context.all + [ $output.n ]) }' } } }, { c: { set: { all: '${ $context.all }' } } } ]",
    completes: { all: [1, 2] },
  },
  {
    name: 'the context begins as the input of the workflow',
    flow: "do: [ { a: { set: { n: 1 } } }, { b: { set: { id: '${ $context.order.id }' } } } ]",
    play: { input: order },
    completes: { id: 7 },
  },
  {
    name: 'without export the context stays',
    flow: "do: [ { a: { set: { n: 1 }, export: { as: '{ n: 1 }' } } }, { b: { set: { n: 2 } } }, { c: { set: { x: '${ $context.n }' } } } ]",
    completes: { x: 1 },
  },
  {
    name: 'the input of the workflow is shaped before the first task',
    flow: "input: { from: .order }\ndo: [ { a: { set: { id: '${ .id }' } } } ]",
    play: { input: order },
    completes: { id: 7 },
  },
  {
    name: '$workflow.input stays the raw one',
    flow: "input: { from: .order.id }\ndo: [ { a: { set: { raw: '${ $workflow.input.order.id }', shaped: '${ . }' } } } ]",
    play: { input: order },
    completes: { raw: 7, shaped: 7 },
  },
  {
    name: 'the output of the workflow is shaped last',
    flow: "do: [ { a: { set: { n: 3 } } } ]\noutput: { as: '{ answer: .n }' }",
    completes: { answer: 3 },
  },
  {
    name: 'the output of the workflow sees the context',
    flow: "do: [ { a: { set: { n: 3 }, export: { as: '{ kept: 4 }' } } } ]\noutput: { as: '$context.kept' }",
    completes: 4,
  },
  {
    name: 'input that does not fit its schema faults the run before it begins',
    flow: 'input: { schema: { document: { type: object, required: [ order ] } } }\ndo: [ { a: { set: { n: 1 } } } ]',
    faults: { type: 'validation', status: 400 },
    tasks: [],
  },
  {
    name: 'input that fits its schema passes',
    flow: 'input: { schema: { format: json, document: { type: object, required: [ order ] } } }\ndo: [ { a: { set: { n: 1 } } } ]',
    play: { input: order },
    completes: { n: 1 },
  },
  {
    name: "a task's raw input is held to its schema before it is shaped",
    flow: 'do: [ { a: { input: { schema: { document: { type: object, required: [ no ] } }, from: .order }, set: { n: 1 } } } ]',
    play: { input: order },
    faults: { type: 'validation', status: 400, instance: '/do/0/a' },
  },
  {
    name: "a task's shaped output is held to its schema",
    flow: 'do: [ { a: { set: { n: text }, output: { as: .n, schema: { document: { type: number } } } } } ]',
    faults: { type: 'validation', status: 400, instance: '/do/0/a' },
  },
  {
    name: 'what is exported is held to its schema',
    flow: "do: [ { a: { set: { n: 1 }, export: { as: '{ n: .n }', schema: { document: { required: [ m ] } } } } } ]",
    faults: { type: 'validation', status: 400, instance: '/do/0/a' },
  },
  {
    name: 'the output of the workflow is held to its schema',
    flow: 'do: [ { a: { set: { n: 1 } } } ]\noutput: { schema: { document: { required: [ m ] } } }',
    faults: { type: 'validation', status: 400 },
  },
  {
    name: 'a task whose condition is false is skipped and gives its raw input on',
    flow: "do: [ { a: { if: '.n > 1', set: { n: 9 }, output: { as: '\"no\"' } } }, { b: { set: { got: '${ .n }' } } } ]",
    play: { input: { n: 1 } },
    completes: { got: 1 },
    tasks: ['b'],
  },
  {
    name: 'a condition sees the context',
    flow: "do: [ { a: { set: { n: 1 }, export: { as: '{ go: true }' } } }, { b: { if: '$context.go', set: { n: 2 } } } ]",
    completes: { n: 2 },
  },
  {
    name: 'null counts as false',
    flow: 'do: [ { a: { if: .nothing, set: { n: 9 } } } ]',
    play: { input: { n: 1 } },
    completes: { n: 1 },
  },
  {
    name: 'an expression that fails faults the task',
    flow: "do: [ { a: { set: { x: '${ .n + {} }' } } } ]",
    play: { input: { n: 1 } },
    faults: { type: 'expression', status: 400, instance: '/do/0/a' },
  },
  {
    name: 'an expression that explodes faults the task',
    flow: "do: [ { a: { set: { x: '${ [range(1e9)] | length }' } } } ]",
    faults: { type: 'expression', status: 400, instance: '/do/0/a' },
  },
  {
    name: 'an expression in the data is not evaluated',
    flow: "do: [ { a: { set: { x: '${ .evil }' } } } ]",
    play: { input: { evil: '${ 1 + 1 }' } },
    completes: { x: '${ 1 + 1 }' },
  },
  {
    name: '$task tells name, reference and definition',
    flow: "do: [ { a: { set: { name: '${ $task.name }', at: '${ $task.reference }', def: '${ $task.definition | keys }' } } } ]",
    completes: { name: 'a', at: '/do/0/a', def: ['set'] },
  },
  {
    name: '$workflow tells id, definition and start',
    flow: "do: [ { a: { set: { id: '${ $workflow.id }', name: '${ $workflow.definition.document.name }', at: '${ $workflow.startedAt.iso8601 }', ms: '${ $workflow.startedAt.epoch.milliseconds }' } } } ]",
    completes: { id: 'run-1', name: 'case', at: '1970-01-01T00:00:00.000Z', ms: 0 },
  },
  {
    name: '$runtime tells who runs it',
    flow: "do: [ { a: { set: { name: '${ $runtime.name }' } } } ]",
    completes: { name: 'Barrow' },
  },
  {
    name: 'loose mode takes what is no expression as text',
    flow: "evaluate: { mode: loose }\ndo: [ { a: { set: { x: 'not an expression', y: .n } } } ]",
    play: { input: { n: 5 } },
    completes: { x: 'not an expression', y: 5 },
  },
  {
    name: 'metadata changes nothing',
    flow: 'do: [ { a: { set: { n: 1 }, metadata: { owner: me } } } ]',
    completes: { n: 1 },
  },
  {
    name: 'a text may hold several expressions',
    flow: 'do: [ { a: { set: { x: \'${ "n is \\(.n)" }\' } } } ]',
    play: { input: { n: 5 } },
    completes: { x: 'n is 5' },
  },
  {
    name: 'now is the time of the run',
    flow: "do: [ { w: { wait: PT2S } }, { a: { set: { at: '${ now }' } } } ]",
    completes: { at: 2 },
  },
];
