/** Workflows of the chaos test: each kind waits for something else, and ends the same whatever happens on its way. */
export type ChaosKind = {
  readonly name: string;
  readonly source: string;
  /** What a run with the input `{ n }` puts out. */
  readonly output: (n: number) => unknown;
};

function workflow(name: string, tasks: readonly object[], more: object = {}): string {
  return JSON.stringify({ document: { dsl: '1.0.3', namespace: 'chaos', name, version: '1.0.0' }, ...more, do: tasks });
}

/** A call of the unreliable receiver: the place in its path tells run and task apart. */
function call(receiver: string, behaviour: string, place: string): object {
  return {
    call: 'http',
    with: {
      method: 'post',
      endpoint: { uri: `\${ "http://${receiver}/${behaviour}/" + $workflow.id + "/${place}" }` },
      body: { n: '${ $workflow.input.n }' },
    },
  };
}

const form = { type: 'object', required: ['approved'], properties: { approved: { type: 'boolean' } } };
const notice = (title: string): object => ({ call: 'notifications.notice.send:1.0.0@default', with: { title } });
const give = (expression: string): object => ({ set: { n: `\${ ${expression} }` } });

/** The type of the events that answer a listening run. */
const answered = 'chaos.answered';

/** `receiver` is the host and port of the unreliable receiver. */
export function chaosKinds(receiver: string): readonly ChaosKind[] {
  return [
    {
      name: 'pure',
      source: workflow(
        'pure',
        ['a', 'b', 'c', 'd', 'e'].map((step) => ({ [step]: give('.n + 1') })),
      ),
      output: (n) => ({ n: n + 5 }),
    },
    {
      name: 'timers',
      source: workflow('timers', [
        { first: { wait: { milliseconds: 400 } } },
        { add: give('.n + 1') },
        { second: { wait: { milliseconds: 900 } } },
        { again: give('.n + 1') },
      ]),
      output: (n) => ({ n: n + 2 }),
    },
    {
      name: 'calls',
      source: workflow('calls', [
        { good: call(receiver, 'good', 'good') },
        { drops: call(receiver, 'drops', 'drops') },
        {
          fails: {
            try: [{ refused: call(receiver, 'refuses', 'refused') }],
            catch: { do: [{ after: give('$workflow.input.n * 2') }] },
          },
        },
      ]),
      output: (n) => ({ n: n * 2 }),
    },
    {
      name: 'slow-calls',
      source: workflow('slow-calls', [
        { hangs: call(receiver, 'hangs', 'hangs') },
        { late: call(receiver, 'late', 'late') },
        { sum: give('.n + 1') },
      ]),
      output: (n) => ({ n: n + 1 }),
    },
    {
      name: 'person',
      source: workflow('person', [
        { ask: { call: 'tasks.task.ask:1.0.0@default', with: { kind: 'chaos', title: 'May it?', form } } },
        { result: { set: { approved: '${ .answer.approved }' } } },
      ]),
      output: () => ({ approved: true }),
    },
    {
      name: 'forks',
      source: workflow('forks', [
        {
          all: {
            fork: {
              branches: [
                { left: give('.n + 1') },
                { middle: { do: [{ nap: { wait: { milliseconds: 300 } } }, { add: give('.n + 2') }] } },
                { right: call(receiver, 'good', 'right') },
              ],
            },
          },
        },
        { sum: { set: { n: '${ map(.n) | add }' } } },
      ]),
      output: (n) => ({ n: 3 * n + 3 }),
    },
    {
      name: 'actions',
      source: workflow('actions', [
        { one: notice('one') },
        { nap: { wait: { milliseconds: 200 } } },
        { two: notice('two') },
        { three: notice('three') },
        { result: { set: { stored: '${ .status }' } } },
      ]),
      output: () => ({ stored: 'stored' }),
    },
    {
      name: 'parent',
      source: workflow('parent', [
        {
          child: {
            run: { workflow: { namespace: 'chaos', name: 'timers', version: '1.0.0', input: { n: '${ .n }' } } },
          },
        },
        { add: give('.n + 10') },
      ]),
      output: (n) => ({ n: n + 12 }),
    },
    {
      name: 'listens',
      source: workflow('listens', [
        { ask: call(receiver, 'answers', 'ask') },
        {
          hear: {
            listen: { to: { one: { with: { type: answered, data: '${ .runId == $workflow.id }' } } } },
          },
        },
        { result: { set: { n: '${ .[0].n }' } } },
      ]),
      output: (n) => ({ n: n + 100 }),
    },
  ];
}

/** Emits the event that answers a listening run; its input is `{ runId, n }`. */
export const answerWorkflow = workflow('answer', [
  {
    say: {
      emit: {
        event: { with: { type: answered, source: '/chaos', data: { runId: '${ .runId }', n: '${ .n + 100 }' } } },
      },
    },
  },
]);
