import type { JsonValue } from '../../definition/json.ts';
import type { Play } from '../testing/play-run.ts';

/** One case of the conformance table: a definition, what it meets, and how its run must end. */
export type ConformanceCase = {
  /** What the standard says, in a sentence. */
  readonly name: string;
  /** The definition without its `document`. */
  readonly flow: string;
  readonly play?: Play;
  readonly completes?: JsonValue;
  /** Type (its last part for standard errors), status and instance of the error that it faults with. */
  readonly faults?: { readonly type: string; readonly status: number; readonly instance?: string };
  readonly cancelled?: true;
  /** It waits for something that never comes. */
  readonly waits?: true;
  /** Names of the tasks that ended well, in the order in which they began. */
  readonly tasks?: readonly string[];
  /** Requests of the calls, in part. */
  readonly calls?: readonly object[];
  readonly emits?: readonly object[];
  readonly endsAtMs?: number;
};

export const down = { type: 'https://open-workflow-specification.org/spec/1.0.0/errors/communication', status: 503 };
export const missing = { ...down, status: 404, title: 'Not Found' };
/** A call of no particular interest. */
export const call = "{ call: http, with: { method: get, endpoint: 'https://shop.example/' } }";
