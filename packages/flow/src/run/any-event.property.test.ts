import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDefinition } from '../parse/parse-definition.ts';
import { advanceRun, beginRun } from './advance.ts';
import { compileWorkflow } from './compile-workflow.ts';
import type { RunEvent } from './effect.ts';
import { randomOf, randomWorkflow } from './testing/random-workflow.ts';

const anyJson = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<null>;
const anyKey = fc.oneof(fc.nat({ max: 5 }), fc.string());
const shapes = fc.oneof(
  fc.record({ kind: fc.constantFrom('result', 'timer'), key: anyKey, output: anyJson }),
  fc.record({
    kind: fc.constant('failure'),
    key: anyKey,
    error: fc.record({ type: fc.string(), status: fc.integer() }),
  }),
  fc.record({ kind: fc.constant('event'), key: anyKey, event: fc.dictionary(fc.string(), anyJson) }),
  fc.record({ kind: fc.constantFrom('continue', 'suspend', 'resume', 'retry', 'cancel') }),
);

it('RUN-5: whatever comes, in whatever order, the machine throws nothing and its state stays JSON', () => {
  fc.assert(
    fc.property(fc.nat(), anyJson, fc.array(shapes, { maxLength: 40 }), (seed, input, events) => {
      const parsed = parseDefinition(randomWorkflow(randomOf(seed)));
      if (!parsed.ok) throw new Error('the generator makes wrong definitions');
      const compiled = compileWorkflow(parsed.value.workflow);
      const moment = { nowMs: 0, random: () => 0 };
      let last = beginRun(compiled, { runId: 'r', input }, moment);
      const keys: string[] = [];
      for (const shape of events) {
        for (const effect of last.effects) if ('key' in effect) keys.push(effect.key);
        if (last.status === 'completed' || last.status === 'cancelled') return;
        const key =
          'key' in shape ? (typeof shape.key === 'number' ? (keys.at(-1 - shape.key) ?? 'none') : shape.key) : '';
        const event = { ...shape, ...('key' in shape ? { key } : {}) } as RunEvent;
        last = advanceRun(compiled, last.state, event, moment);
        const text = JSON.stringify(last.state);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
      }
    }),
    { numRuns: 300 },
  );
});
