import { Worker } from 'node:worker_threads';
import type { JsonValue } from '@barrow/flow';
import type { ScriptRequest } from './call-request.ts';
import type { CallContext } from './call-context.ts';
import { callFailed } from './call-outcome.ts';
import { fetchText } from './fetch-document.ts';
import type { ScriptJob, ScriptResult } from './script-job.ts';

const memoryBytes = 64 * 1024 * 1024;
const mostOutputChars = 1_000_000;
/** Beyond the script's own deadline: a worker that does not answer by then is ended. */
const graceMs = 2_000;

/**
 * Performs `run: script` for JavaScript: QuickJS compiled to WASM, in a thread of its own, with bounds for time, memory and output. The
 * script sees its arguments, environment and standard input, and nothing else: no network, no files, no modules.
 */
export async function runScript(context: CallContext, request: ScriptRequest): Promise<JsonValue> {
  if (request.language !== 'js') {
    throw callFailed('configuration', `Scripts in ${request.language} are not supported, only JavaScript`, 501);
  }
  const code =
    request.code.kind === 'inline' ? request.code.text : (await fetchText(context, request.code.endpoint)).text;
  const { stdin, arguments: args, environment } = request;
  const job = {
    code,
    stdin: stdin ?? '',
    arguments: args,
    environment,
    timeoutMs: context.timeoutMs,
    memoryBytes,
    mostOutputChars,
  };
  const { stopped, code: exitCode, stdout, stderr, returned } = await inThread(job, context.signal);
  if (stopped === 'time') throw callFailed('timeout', `The script ran longer than ${context.timeoutMs} ms`);
  if (stopped === 'memory') throw callFailed('runtime', 'The script used more memory than a script may');
  if (stopped === 'aborted') throw callFailed('runtime', 'The script was stopped, as its task is not wanted any more');
  return { code: exitCode, stdout, stderr, ...(returned === undefined ? {} : { value: returned }) };
}

async function inThread(job: ScriptJob, signal: AbortSignal): Promise<ScriptResult> {
  const worker = new Worker(new URL('./script-worker.ts', import.meta.url), {
    workerData: job,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  const ended = (stopped: ScriptResult['stopped']): ScriptResult => ({ stopped, code: 1, stdout: '', stderr: '' });
  try {
    return await new Promise<ScriptResult>((resolve, reject) => {
      const timer = setTimeout(() => resolve(ended('time')), job.timeoutMs + graceMs);
      const settle = (result: ScriptResult) => {
        clearTimeout(timer);
        resolve(result);
      };
      worker.once('message', (result: ScriptResult) => settle(result));
      worker.once('error', (error) => {
        clearTimeout(timer);
        if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(ended('memory'));
        else reject(error);
      });
      signal.addEventListener('abort', () => settle(ended('aborted')), { once: true });
      if (signal.aborted) settle(ended('aborted'));
    });
  } finally {
    await worker.terminate();
  }
}
