/** The workflows of the benchmark: five steps each, of another kind. */
function workflow(name: string, tasks: readonly object[], more: object = {}): string {
  return JSON.stringify({ document: { dsl: '1.0.3', namespace: 'bench', name, version: '1.0.0' }, ...more, do: tasks });
}

const steps = ['one', 'two', 'three', 'four', 'five'];

/** Each step's output is the next one's input. */
export const fiveSteps = workflow(
  'five-steps',
  steps.map((step) => ({ [step]: { set: { total: '${ (.total // 0) + 1 }' } } })),
);

/** Each step writes a notice, its event and its audit entry. */
export const fiveActions = workflow(
  'five-actions',
  steps.map((step) => ({
    [step]: { call: 'notifications.notice.send:1.0.0@default', with: { title: `Step ${step}` } },
  })),
);

/** Each step calls a server that answers at once. */
export const fiveCalls = (address: string): string =>
  workflow(
    'five-calls',
    steps.map((step) => ({
      [step]: { call: 'http', with: { method: 'post', endpoint: `${address}/${step}`, body: { step } } },
    })),
  );

export const onSale = workflow('on-sale', [{ first: { set: { seen: true } } }], {
  schedule: { on: { one: { with: { type: 'sales.sale.captured' } } } },
});
