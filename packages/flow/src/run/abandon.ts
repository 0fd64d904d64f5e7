import { noteTask } from './journal.ts';
import { standardError } from './run-error.ts';
import type { Body, ListFrame, TaskNode } from './state.ts';
import type { Step } from './step.ts';

export function timeoutKey(key: string): string {
  return `${key}!timeout`;
}

export function pauseKey(key: string, attempt: number): string {
  return `${key}~${attempt}!pause`;
}

/** Of the limit of one attempt. */
export function attemptKey(key: string, attempt: number): string {
  return `${key}~${attempt}!limit`;
}

/** Gives up whatever a task and the tasks in it wait for. What was waiting is marked, so that a retry of the run begins it again. */
export function abandonNode(step: Step, node: TaskNode): void {
  const give = (key: string): void => void step.effects.push({ kind: 'abandon', key });
  const list = (frame: ListFrame | null): void => {
    if (frame !== null && frame.node !== null) giveUp(step, frame.node);
  };
  if (node.hasTimeout === true) give(timeoutKey(node.key));
  delete node.hasTimeout;
  if (node.around?.list !== undefined) list(node.around.list);
  const { body } = node;
  if (body === null) return;
  if (isWaitingItself(body)) {
    give(body.kind === 'try' ? pauseKey(node.key, body.attempt) : node.key);
    node.fault ??= standardError('runtime', 'Given up when the run ended elsewhere.', node.pointer);
  }
  if (body.kind === 'try' && body.limited === true) {
    give(attemptKey(node.key, body.attempt));
    delete body.limited;
  }
  switch (body.kind) {
    case 'list':
    case 'for':
    case 'try':
    case 'listen':
      return list(body.list);
    case 'function':
      if (body.node !== null) giveUp(step, body.node);
      return;
    case 'fork':
      for (const branch of body.branches) if (branch.node !== null) giveUp(step, branch.node);
      return;
    case 'answer':
  }
}

/** Gives up a task, and notes it where the journal has said that it began and not how it ended. */
export function giveUp(step: Step, node: TaskNode): void {
  const isOpen = node.told === true && node.fault === undefined;
  abandonNode(step, node);
  if (isOpen) noteTask(step, 'task.cancelled', node);
}

function isWaitingItself(body: Body): boolean {
  return (
    body.kind === 'answer' ||
    (body.kind === 'listen' && !body.closed) ||
    (body.kind === 'try' && body.phase === 'pause')
  );
}
