import type { TaskItem, TaskKind } from '../definition/task.ts';
import type { Extension } from '../definition/workflow.ts';
import type { RunEvent } from './effect.ts';
import { evaluate, isTrue } from './evaluate.ts';
import { newList } from './run-list.ts';
import type { Around, TaskNode } from './state.ts';
import { waiting, type BodyOutcome, type ListOutcome, type Place, type Step } from './step.ts';
import { workOnBody } from './work-on-body.ts';

/**
 * Works on a task together with the extensions around it: those before, the task, those after. `event` is null to begin. Null when the
 * task does not wait for the event. What extensions put out is dropped, except where one exits: then it stands in for the task.
 */
export function workOn(
  step: Step,
  item: TaskItem,
  node: TaskNode,
  place: Place,
  event: RunEvent | null,
): BodyOutcome | null {
  const { extensions } = step.compiled.workflow.use;
  if (extensions.length === 0 || place.inExtension) return workOnBody(step, item, node, place, event);
  node.around ??= { phase: 'before', index: 0, list: null };
  return new Surrounded(step, item, node, place, extensions, node.around).work(event);
}

class Surrounded {
  readonly #step: Step;
  readonly #item: TaskItem;
  readonly #node: TaskNode;
  readonly #place: Place;
  readonly #extensions: readonly Extension[];
  readonly #around: Around;

  constructor(
    step: Step,
    item: TaskItem,
    node: TaskNode,
    place: Place,
    extensions: readonly Extension[],
    around: Around,
  ) {
    this.#step = step;
    this.#item = item;
    this.#node = node;
    this.#place = place;
    this.#extensions = extensions;
    this.#around = around;
  }

  work(event: RunEvent | null): BodyOutcome | null {
    const around = this.#around;
    let toHandIn = event;
    if (around.phase === 'before') {
      const outcome = this.#runLists(toHandIn);
      if (outcome !== 'over') return outcome;
      around.phase = 'task';
      toHandIn = null;
    }
    if (around.phase === 'task') {
      const outcome = workOnBody(this.#step, this.#item, this.#node, this.#place, toHandIn);
      if (outcome === null || outcome.kind !== 'done') return outcome;
      around.phase = 'after';
      around.index = 0;
      around.list = null;
      around.output = outcome.output;
      if (outcome.next !== undefined) around.next = outcome.next;
      toHandIn = null;
    }
    const outcome = this.#runLists(toHandIn);
    if (outcome !== 'over') return outcome;
    return { kind: 'done', output: around.output ?? null, ...(around.next === undefined ? {} : { next: around.next }) };
  }

  /** The lists of the phase, from where they stand; `over` when all have ended. */
  #runLists(event: RunEvent | null): BodyOutcome | null | 'over' {
    const around = this.#around;
    let toHandIn = event;
    for (; around.index < this.#extensions.length; around.index += 1) {
      const extension = this.#extensions[around.index];
      const tasks = around.phase === 'before' ? extension?.before : extension?.after;
      if (extension === undefined || tasks === undefined || tasks.length === 0) continue;
      if (around.list === null) {
        if (!this.#applies(extension)) continue;
        around.list = newList(around.phase === 'before' ? this.#place.input : (around.output ?? null));
      }
      const outcome = this.#runList(tasks, around, toHandIn);
      toHandIn = null;
      if (outcome === null || outcome.kind !== 'done') return outcome;
      around.list = null;
      if (outcome.isExit && around.phase === 'before') return { kind: 'done', output: outcome.output };
    }
    return 'over';
  }

  #runList(tasks: readonly TaskItem[], around: Around, event: RunEvent | null): ListOutcome | null {
    const { runner } = this.#step;
    const surroundings = { ...this.#place, depth: this.#place.depth + 1, inExtension: true };
    const suffix = `(${this.#place.key})${around.phase === 'before' ? '<' : '>'}${around.index}`;
    const { list } = around;
    if (list === null) return waiting;
    return event === null
      ? runner.runList(this.#step, tasks, list, suffix, surroundings)
      : runner.resumeList(this.#step, tasks, list, suffix, surroundings, event);
  }

  #applies(extension: Extension): boolean {
    if (!isExtended(extension, this.#item.task.kind)) return false;
    if (extension.when === null) return true;
    const data = this.#around.output ?? this.#place.input;
    // Here, and only here, the standard's examples read the properties of the task's definition from $task itself.
    const place = { ...this.#place, definition: this.#item.task.source };
    return isTrue(evaluate(this.#step, extension.when, { data }, place));
  }
}

function isExtended(extension: Extension, kind: TaskKind): boolean {
  if (extension.extend === 'all') return true;
  return extension.extend === (kind === 'do' ? 'composite' : kind);
}
