import { AppError } from '@barrow/kernel';
import type { JsonValue } from '@barrow/flow';
import type { OpenContext } from '../../platform/action.ts';
import type { Registry } from '../../platform/registry.ts';
import { asJson } from './as-json.ts';

/** What a reading action answers a caller now, as a workflow would get it. */
export async function readingAnswer(
  registry: Registry,
  { actor, grant, traceId }: Pick<OpenContext, 'actor' | 'grant' | 'traceId'>,
  name: string,
  input: unknown,
): Promise<{ output: JsonValue } | { error: string }> {
  try {
    return { output: asJson(await registry.perform(name, { actor, grant, traceId }, input)) };
  } catch (error) {
    if (error instanceof AppError) return { error: `${error.code}: ${error.message}` };
    throw error;
  }
}
