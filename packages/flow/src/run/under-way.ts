import type { Pointer } from '../definition/pointer.ts';
import type { Body, ListFrame, TaskNode } from './state.ts';

/** The innermost task that a list stands at, the first where several run side by side; null at none. */
export function taskUnderWay(list: ListFrame | null): Pointer | null {
  return list?.node === null || list === null ? null : innermost(list.node);
}

function innermost(node: TaskNode): Pointer {
  const inside = taskUnderWay(node.around?.list ?? null) ?? (node.body === null ? null : within(node.body));
  return inside ?? node.pointer;
}

function within(body: Body): Pointer | null {
  switch (body.kind) {
    case 'answer':
      return null;
    case 'function':
      return body.node === null ? null : innermost(body.node);
    case 'fork': {
      const node = body.branches.find((branch) => branch.node !== null && branch.fault === undefined)?.node;
      return node === undefined || node === null ? null : innermost(node);
    }
    case 'list':
    case 'for':
    case 'try':
    case 'listen':
      return taskUnderWay(body.list);
  }
}
