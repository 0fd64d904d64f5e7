import type { JsonObject, JsonValue } from '@barrow/flow';

/** What a script's thread is given. A list of arguments is argv; a map names variables. */
export type ScriptJob = {
  readonly code: string;
  readonly stdin: string;
  readonly arguments: readonly JsonValue[] | JsonObject;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  /** For each of stdout and stderr; what is beyond is cut off. */
  readonly mostOutputChars: number;
};

/** What it gives back. `returned` is what the code returned, if it did. */
export type ScriptResult = {
  readonly stopped: 'time' | 'memory' | 'aborted' | null;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly returned?: JsonValue;
};
