import { parentPort, workerData } from 'node:worker_threads';
import { must } from '@barrow/kernel';
import { newQuickJSWASMModuleFromVariant, shouldInterruptAfterDeadline } from 'quickjs-emscripten-core';
import type { ScriptJob, ScriptResult } from './script-job.ts';
import { mapOf, parseJson } from './read-json.ts';
import { scriptModules, scriptPrelude } from './script-prelude.ts';

const stackBytes = 512 * 1024;
/** Code that imports or exports is a module; other code is the body of a function, so that it may return and await. */
const isModule = /^\s*(?:import\s*[\w{*'"]|export\s)/m;

type ScriptEnd = Pick<ScriptResult, 'code' | 'returned'>;

async function run(job: ScriptJob): Promise<ScriptResult> {
  const quickjs = await newQuickJSWASMModuleFromVariant(import('@jitl/quickjs-ng-wasmfile-release-sync'));
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(job.memoryBytes);
  runtime.setMaxStackSize(stackBytes);
  const deadline = Date.now() + job.timeoutMs;
  runtime.setInterruptHandler(shouldInterruptAfterDeadline(deadline));
  runtime.setModuleLoader(
    (name) => scriptModules[name.replace(/^node:/, '')] ?? { error: new Error(`A script has no module "${name}"`) },
  );
  const vm = runtime.newContext();

  const written = { stdout: '', stderr: '' };
  let end: ScriptEnd | undefined;
  const host = vm.newFunction('host', (what, text) => {
    const topic = vm.getString(what);
    const content = vm.getString(text);
    if (topic === 'job') return vm.newString(JSON.stringify(job));
    if (topic === 'stdout' || topic === 'stderr')
      written[topic] = (written[topic] + content).slice(0, job.mostOutputChars);
    else end ??= endOf(content);
    return vm.undefined;
  });
  vm.setProp(vm.global, '__host', host);
  vm.unwrapResult(vm.evalCode(scriptPrelude, 'prelude.js')).dispose();

  const names = Array.isArray(job.arguments)
    ? []
    : Object.keys(job.arguments).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
  const source = isModule.test(job.code)
    ? job.code
    : `const __finish = globalThis.__finish; const { ${names.join(', ')} } = globalThis.__arguments; ` +
      `(async () => { ${job.code}\n})().then((value) => __finish(null, false, value), (error) => __finish(error, true));`;
  const evaluated = vm.evalCode(source, 'script.js', { type: 'module' });
  let failure: string | undefined;
  if (evaluated.error !== undefined) failure = describe(vm.dump(evaluated.error));
  while (failure === undefined && runtime.hasPendingJob()) {
    const done = runtime.executePendingJobs(1_000);
    if (done.error !== undefined) failure = describe(vm.dump(done.error));
  }
  if (evaluated.error === undefined && failure === undefined && isModule.test(job.code)) {
    const state = vm.getPromiseState(evaluated.value);
    if (state.type === 'rejected') {
      vm.setProp(vm.global, '__error', state.error);
      vm.unwrapResult(vm.evalCode('globalThis.__finish(globalThis.__error, true)')).dispose();
    } else vm.unwrapResult(vm.evalCode('globalThis.__finish(null, false)')).dispose();
  }
  if (Date.now() >= deadline) return { stopped: 'time', code: 1, ...written };
  if (failure?.includes('out of memory') === true) return { stopped: 'memory', code: 1, ...written };
  if (failure !== undefined) return { stopped: null, code: 1, ...written, stderr: `${written.stderr}${failure}\n` };
  if (end === undefined)
    return {
      stopped: null,
      code: 13,
      ...written,
      stderr: `${written.stderr}The script waits for something that never comes\n`,
    };
  return { stopped: null, ...written, ...end };
}

function endOf(text: string): ScriptEnd {
  const { code, returned } = mapOf(parseJson(text));
  return { code: typeof code === 'number' ? code : 0, ...(returned === undefined ? {} : { returned }) };
}

function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  const name = 'name' in error ? String(error.name) : 'Error';
  return `${name}: ${String(error.message)}\n${'stack' in error ? String(error.stack) : ''}`;
}

must(parentPort, 'a script runs in a thread').postMessage(await run(workerData));
