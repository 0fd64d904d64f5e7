import type { JsonObject, JsonValue } from '../../definition/json.ts';
import type { Pointer } from '../../definition/pointer.ts';
import type { ProcessReturn, RunProcess } from '../../definition/run-process.ts';
import type { RunTask } from '../../definition/task.ts';
import type { RunEvent } from '../effect.ts';
import { isJsonObject, resolve } from '../evaluate.ts';
import { RequestBuilder } from '../request.ts';
import { faultOf } from '../run-error.ts';
import type { TaskNode } from '../state.ts';
import { waiting, type BodyOutcome, type Place, type Step } from '../step.ts';

/** Characters of what a process said before it failed that its error repeats. */
const mostSaid = 1_000;

/** Runs a process or another workflow. Not awaited, the task puts out its input at once. */
export function workOnRun(
  step: Step,
  task: RunTask,
  node: TaskNode,
  place: Place,
  event: RunEvent | null,
): BodyOutcome | null {
  if (event === null) {
    start(step, task, node, place);
    if (!task.await) return { kind: 'done', output: place.input };
    node.body = { kind: 'answer' };
    return waiting;
  }
  if (!('key' in event) || event.key !== node.key || node.fault !== undefined) return null;
  if (event.kind === 'failure') return { kind: 'failed', error: { ...event.error, instance: node.pointer } };
  if (event.kind !== 'result') return null;
  if (task.run.process === 'workflow') return { kind: 'done', output: event.output };
  checkCode(task.return, event.output, node.pointer);
  return { kind: 'done', output: returned(task.return, event.output) };
}

/** A process that failed faults its task, unless the task asks for its code or its errors and so sees them. */
function checkCode(what: ProcessReturn, result: JsonValue, pointer: Pointer): void {
  if (!isJsonObject(result) || (what !== 'stdout' && what !== 'none')) return;
  const { code, stderr } = result;
  if (typeof code !== 'number' || code === 0) return;
  const said = typeof stderr === 'string' ? stderr.trim().slice(0, mostSaid) : '';
  throw faultOf('runtime', `The process ended with code ${code}${said === '' ? '' : `: ${said}`}`, pointer);
}

function start(step: Step, task: RunTask, node: TaskNode, place: Place): void {
  const { run } = task;
  const common = { key: node.key, task: node.pointer, awaits: task.await };
  if (run.process === 'workflow') {
    const { namespace, name, version } = run;
    const input = run.input === null ? place.input : resolve(step, run.input, { data: place.input }, place);
    step.effects.push({ kind: 'start-run', ...common, workflow: { namespace, name, version }, input });
    return;
  }
  const builder = new RequestBuilder(step, place);
  const request = requestOf(run, builder);
  step.effects.push({ kind: 'call', ...common, call: run.process, request, late: builder.late });
}

function requestOf(run: Exclude<RunProcess, { process: 'workflow' }>, builder: RequestBuilder): JsonObject {
  const list = (templates: RunProcess & { process: 'script' | 'shell' | 'container' }): JsonValue =>
    templates.arguments.map((one, index) => builder.value(one, 'arguments', index));
  const common = {
    stdin: builder.value(run.stdin, 'stdin'),
    arguments: list(run),
    environment: builder.value(run.environment, 'environment'),
  };
  switch (run.process) {
    case 'script':
      return {
        ...common,
        language: run.language,
        code:
          run.code.kind === 'inline'
            ? { kind: 'inline', text: run.code.text }
            : { kind: 'external', resource: builder.resource(run.code.resource, 'code', 'resource') },
      };
    case 'shell':
      return { ...common, command: builder.value(run.command, 'command') };
    case 'container':
      return {
        ...common,
        image: builder.value(run.image, 'image'),
        name: builder.value(run.name, 'name'),
        command: builder.value(run.command, 'command'),
        ports: builder.value(run.ports, 'ports'),
        volumes: builder.value(run.volumes, 'volumes'),
        cleanup: run.cleanup.kind,
        pullPolicy: run.pullPolicy,
      };
  }
}

/** What of a process's result the task puts out. A script that returns a value puts out that in place of its standard output. */
function returned(what: ProcessReturn, result: JsonValue): JsonValue {
  if (!isJsonObject(result)) return result;
  switch (what) {
    case 'none':
      return null;
    case 'all':
      return { code: result['code'] ?? null, stdout: result['stdout'] ?? null, stderr: result['stderr'] ?? null };
    case 'stdout':
      return result['value'] ?? result['stdout'] ?? null;
    case 'code':
    case 'stderr':
      return result[what] ?? null;
  }
}
