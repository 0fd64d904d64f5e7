import type { Call } from '../definition/call.ts';
import { pointerTo, type Pointer } from '../definition/pointer.ts';
import type { CallTask, Task, TaskItem } from '../definition/task.ts';
import type { Workflow } from '../definition/workflow.ts';
import { hostsOf } from './describe-definition.ts';
import { innerItems } from './each-task.ts';
import { personalFieldsIn } from './personal-fields.ts';

/** What an organisation lets workflows do. */
export type PolicyRules = {
  /** Whether calls may go to a host, written as `host` or `host:port`. */
  readonly allowsHost: (host: string) => boolean;
  /** Whether personal data may go to a host. */
  readonly clearedFor: (host: string) => boolean;
  /** What a function of the runtime does that must not happen without somebody, or a rule, having agreed. */
  readonly dangerOf: (name: string) => 'spend' | 'price' | null;
  /** Whether a function asks a person. */
  readonly asks: (name: string) => boolean;
};

export const policyRules = [
  'outside-host',
  'personal-data',
  'error-path',
  'spend-without-approval',
  'price-without-limit',
  'feeds-itself',
] as const;
export type PolicyRule = (typeof policyRules)[number];

/** What policy does not let go live, where it stands, and how to mend it. */
export type PolicyFinding = { readonly rule: PolicyRule; readonly pointer: Pointer; readonly message: string };

/** What is known of the way to a task. */
type Way = {
  /** Somewhere around it an error is caught. */
  readonly isCaught: boolean;
  /** A condition or a question to a person stands before it. */
  readonly isAgreed: boolean;
};

/**
 * Checks a workflow against what an organisation lets workflows do. It goes by what is written: a condition or a question anywhere before
 * a spend counts as agreement, whatever it asks.
 */
export function checkPolicy(workflow: Workflow, rules: PolicyRules): readonly PolicyFinding[] {
  const findings: PolicyFinding[] = [];
  const start: Way = { isCaught: false, isAgreed: false };
  checkList(workflow.tasks, start, rules, findings);
  for (const task of Object.values(workflow.use.functions)) checkTask(task, start, rules, findings);
  for (const { before, after } of workflow.use.extensions)
    for (const list of [before, after]) checkList(list, start, rules, findings);
  return [...findings, ...feedsItself(workflow)];
}

function checkList(items: readonly TaskItem[], way: Way, rules: PolicyRules, findings: PolicyFinding[]): void {
  let isAgreed = way.isAgreed;
  for (const { task } of items) {
    checkTask(task, { ...way, isAgreed }, rules, findings);
    isAgreed ||= agrees(task, rules);
  }
}

function checkTask(task: Task, way: Way, rules: PolicyRules, findings: PolicyFinding[]): void {
  const isAgreed = way.isAgreed || task.if !== null;
  if (task.kind === 'call') {
    checkCall(task.call, task.pointer, { ...way, isAgreed }, rules, findings);
    checkPersonal(task, rules, findings);
  }
  if (task.kind === 'try') {
    checkList(task.tasks, { isCaught: true, isAgreed }, rules, findings);
    checkList(task.catch.tasks ?? [], { ...way, isAgreed }, rules, findings);
    return;
  }
  if (task.kind === 'fork') {
    for (const { task: branch } of task.branches) checkTask(branch, { ...way, isAgreed }, rules, findings);
    return;
  }
  checkList(innerItems(task), { ...way, isAgreed }, rules, findings);
}

/** Whether what comes after a task happens only by somebody's or a rule's leave. */
function agrees(task: Task, rules: PolicyRules): boolean {
  if (task.kind === 'switch') return true;
  if (task.kind === 'call') {
    const name = functionOf(task.call);
    return name !== null && rules.asks(name);
  }
  return innerItems(task).some((item) => agrees(item.task, rules));
}

function checkCall(call: Call, pointer: Pointer, way: Way, rules: PolicyRules, findings: PolicyFinding[]): void {
  for (const host of hostsOf(call)) {
    if (host === null || rules.allowsHost(host)) continue;
    const message = `It calls ${host}, which no connection allows. Add a connection to that host, or call another.`;
    findings.push({ rule: 'outside-host', pointer, message });
  }
  if (call.protocol !== 'function' && !way.isCaught) {
    const message = 'Nothing says what happens when this outside call fails. Put it into a try with a catch.';
    findings.push({ rule: 'error-path', pointer, message });
  }
  const name = functionOf(call);
  const danger = name === null || way.isAgreed ? null : rules.dangerOf(name);
  if (danger === 'spend') {
    const message = `${name ?? ''} spends money unasked. Ask a person before it, or let a condition bound it.`;
    findings.push({ rule: 'spend-without-approval', pointer: pointerTo(pointer, 'call'), message });
  }
  if (danger === 'price') {
    const message = `${name ?? ''} changes what customers see or pay unasked. Ask a person before it, or let a condition bound it.`;
    findings.push({ rule: 'price-without-limit', pointer: pointerTo(pointer, 'call'), message });
  }
}

/** What is personal goes to systems alone that are cleared for it. Goes by the names that its expressions read. */
function checkPersonal({ call, source, pointer }: CallTask, rules: PolicyRules, findings: PolicyFinding[]): void {
  const hosts = hostsOf(call);
  if (hosts.length === 0) return;
  const fields = personalFieldsIn(JSON.stringify(source['with'] ?? null).replaceAll('\\"', '"'));
  if (fields.length === 0) return;
  for (const host of hosts) {
    if (host !== null && (!rules.allowsHost(host) || rules.clearedFor(host))) continue;
    const message = `It sends ${fields.join(', ')} to ${host ?? 'an address that is not known before'}, which is not cleared for personal data. Clear its connection, or leave them out.`;
    findings.push({ rule: 'personal-data', pointer: pointerTo(pointer, 'with'), message });
  }
}

function functionOf(call: Call): string | null {
  return call.protocol === 'function' && call.function.kind === 'catalog' ? call.function.name : null;
}

/** An event that a workflow emits and that starts it again: it would never come to rest. */
function feedsItself(workflow: Workflow): readonly PolicyFinding[] {
  const on = workflow.schedule?.on ?? null;
  if (on === null) return [];
  const heard = (on.kind === 'one' ? [on.filter] : on.filters).map(({ attributes }) => typeOf(attributes));
  const found: PolicyFinding[] = [];
  const look = (items: readonly TaskItem[]): void => {
    for (const { task } of items) {
      if (task.kind === 'emit') {
        const type = typeOf(task.attributes);
        if (type !== null && heard.includes(type)) {
          const message = `It emits ${type}, which starts it again, without end. Emit another type, or listen to another.`;
          found.push({ rule: 'feeds-itself', pointer: task.pointer, message });
        }
      }
      look(innerItems(task));
    }
  };
  look(workflow.tasks);
  return found;
}

function typeOf(attributes: readonly { readonly name: string; readonly value: unknown }[]): string | null {
  const value = attributes.find(({ name }) => name === 'type')?.value;
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'value') : undefined;
  return typeof text === 'string' ? text : null;
}
