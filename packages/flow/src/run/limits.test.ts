import { expect, test } from 'vitest';
import { parseDefinition } from '../parse/parse-definition.ts';
import { advanceRun, beginRun } from './advance.ts';
import { compileWorkflow } from './compile-workflow.ts';

test('a run that begins more tasks than it may faults, whatever it catches', () => {
  const parsed = parseDefinition(`document: { dsl: '1.0.3', namespace: test, name: endless, version: '1.0.0' }
do:
  - insist:
      try: [ { no: { raise: { error: { type: 'urn:no', status: 500 } } } } ]
      catch: { retry: {} }`);
  if (!parsed.ok) throw new Error('the definition is wrong');
  const compiled = compileWorkflow(parsed.value.workflow, { limits: { steps: 2_000 } });
  const moment = { nowMs: 0, random: () => 0 };
  let run = beginRun(compiled, { runId: 'r', input: null }, moment);
  for (let turn = 0; turn < 10; turn += 1) {
    if (run.status === 'running') run = advanceRun(compiled, run.state, { kind: 'continue' }, moment);
  }
  expect(run).toMatchObject({ status: 'faulted', error: { status: 500, instance: '/do/0/insist/try/0/no' } });
});
