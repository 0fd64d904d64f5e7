import {
  compileWorkflow,
  describeDefinition,
  parseDefinition,
  passesRoughly,
  type JsonObject,
  type JsonValue,
} from '@barrow/flow';
import { createReplay, type Replay } from '@barrow/replay';
import { advanceGuarded, beginGuarded } from '../../flow-guard/guarded-machine.ts';
import { fault } from '../../platform/fault.ts';
import { flowMachine, functionRequest } from '../flows/index.ts';
import { createAnswers, type Answers, type AnswersDeps } from './answers.ts';

/** One version of a workflow over the past. */
export type ReplayedSide = {
  readonly replay: Replay;
  readonly answers: Answers;
  /** Types of events that start it or that it listens for; null among them: others too. */
  readonly hears: readonly (string | null)[];
  /** Whether an event of this type may start a run or be heard. */
  wants(type: string): boolean;
  /** What happened, at its time: it may start a run and be heard by others. */
  happen(cloudEvent: JsonObject, type: string, atMs: number): Promise<void>;
  /** Lets time pass: what is due, and what the clock starts. */
  passTo(atMs: number): Promise<void>;
};

/** Throws DEFINITION_INVALID. */
export function createReplayedSide(
  source: string,
  deps: AnswersDeps & { readonly fromMs: number; readonly timeZone: string },
): ReplayedSide {
  const parsed = parseDefinition(source);
  if (!parsed.ok) {
    const problems = parsed.detail.map(({ pointer, message, line }) => ({
      pointer,
      detail: `${message} (line ${line})`,
    }));
    throw fault(
      'unprocessable',
      'DEFINITION_INVALID',
      'The workflow cannot run as it is written.',
      problems.slice(0, 50),
    );
  }
  const { starts } = flowMachine.read(source);
  const answers = createAnswers(deps);
  const replay = createReplay({
    compiled: compileWorkflow(parsed.value.workflow),
    begin: beginGuarded,
    advance: advanceGuarded,
    passes: passesRoughly,
    nameOf: (request) => (functionRequest(request).function ?? 'a function of another catalog').replace(/:.*$/, ''),
    answer: (call) => answers.answer(call),
    random: () => 0.5,
  });
  const rules = starts.flatMap((rule) =>
    rule.kind === 'event' ? [{ types: new Set(rule.types), matches: flowMachine.filter(rule.filter) }] : [],
  );
  const clocks = starts.flatMap((rule) =>
    rule.kind === 'schedule'
      ? [{ schedule: rule.schedule, nextMs: flowMachine.nextStart(rule.schedule, deps.fromMs, deps.timeZone) }]
      : [],
  );
  return {
    replay,
    answers,
    hears: describeDefinition(parsed.value.workflow).hears,
    wants: (type) => rules.some(({ types }) => types.size === 0 || types.has(type)) || replay.listensFor(type),
    async happen(cloudEvent, type, atMs) {
      const { id } = cloudEvent;
      await replay.hear(cloudEvent, atMs);
      for (const { types, matches } of rules)
        if ((types.size === 0 || types.has(type)) && isMatch(matches, cloudEvent))
          await replay.start(cloudEvent, atMs, `${type} ${typeof id === 'string' ? id : ''}`);
    },
    async passTo(atMs) {
      for (const clock of clocks) {
        while (clock.nextMs !== undefined && clock.nextMs <= atMs) {
          const scheduledFor = new Date(clock.nextMs).toISOString();
          await replay.passTo(clock.nextMs);
          await replay.start({ scheduledFor } satisfies JsonValue, clock.nextMs, `schedule ${scheduledFor}`);
          clock.nextMs = flowMachine.nextStart(clock.schedule, clock.nextMs, deps.timeZone);
        }
      }
      await replay.passTo(atMs);
    },
  };
}

/** An event that a filter cannot judge starts nothing, as it would not have. */
function isMatch(matches: (event: unknown) => boolean, event: JsonObject): boolean {
  try {
    return matches(event);
  } catch {
    return false;
  }
}
