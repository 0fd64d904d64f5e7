import { dayMs, dayOfNumber } from '@barrow/kernel';
import type { JsonObject, JsonValue } from '../definition/json.ts';
import type { CompiledWorkflow } from './compile-workflow.ts';
import type { RunState } from './state.ts';
import type { Place } from './step.ts';

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** A time as ISO 8601 in UTC, to the millisecond. */
export function isoTime(atMs: number): string {
  const day = Math.floor(atMs / dayMs);
  const inDayMs = Math.floor(atMs) - day * dayMs;
  const hours = padded(Math.floor(inDayMs / 3_600_000), 2);
  const minutes = padded(Math.floor(inDayMs / 60_000) % 60, 2);
  const seconds = padded(Math.floor(inDayMs / 1000) % 60, 2);
  return `${dayOfNumber(day)}T${hours}:${minutes}:${seconds}.${padded(inDayMs % 1000, 3)}Z`;
}

export function describeTime(atMs: number): JsonObject {
  return { iso8601: isoTime(atMs), epoch: { seconds: Math.floor(atMs / 1000), milliseconds: atMs } };
}

export function describeWorkflow({ workflow }: CompiledWorkflow, state: RunState): JsonObject {
  return {
    id: state.runId,
    definition: workflow.source,
    input: state.rawInput,
    startedAt: describeTime(state.startedAtMs),
  };
}

/** What `$task` is: `output` is the raw one, before `output.as`. */
export function describeTask(compiled: CompiledWorkflow, place: Place, output: JsonValue | undefined): JsonObject {
  const { task } = compiled.taskAt(place.pointer);
  return {
    ...place.definition,
    name: place.name,
    reference: place.pointer,
    definition: task.source,
    input: place.raw,
    output: output ?? null,
    startedAt: describeTime(place.startedAtMs),
  };
}
