import type { JsonValue } from '@barrow/flow';
import { isList, isObject, textOf, type CanvasKind } from './task-shape.ts';

/** What kinds of tasks are called, in words of a shop. */
export const kindWords: Readonly<Record<CanvasKind, string>> = {
  call: 'Do',
  do: 'Together',
  emit: 'Tell',
  for: 'For each',
  fork: 'At the same time',
  listen: 'Wait to hear',
  raise: 'Stop with an error',
  run: 'Run',
  set: 'Note',
  switch: 'Choose',
  try: 'Try',
  wait: 'Wait',
  code: 'Code',
};

/** What a task does, in a few words. */
export function wordsOf(kind: CanvasKind, task: JsonValue): string {
  const inner = isObject(task) ? task : {};
  switch (kind) {
    case 'call':
      return callWords(textOf(inner['call']) ?? '', inner['with']);
    case 'emit':
      return eventType(isObject(inner['emit']) ? inner['emit']['event'] : undefined) ?? 'an event';
    case 'for':
      return forWords(inner['for']);
    case 'fork':
      return count(isObject(inner['fork']) ? inner['fork']['branches'] : undefined, 'branch', 'branches');
    case 'listen':
      return listenWords(isObject(inner['listen']) ? inner['listen']['to'] : undefined);
    case 'raise': {
      const error = isObject(inner['raise']) ? inner['raise']['error'] : undefined;
      return textOf(error) ?? textOf(isObject(error) ? error['title'] : undefined) ?? 'an error';
    }
    case 'run': {
      const [process = 'something'] = isObject(inner['run']) ? Object.keys(inner['run']) : [];
      const workflow = isObject(inner['run']) ? inner['run']['workflow'] : undefined;
      return textOf(isObject(workflow) ? workflow['name'] : undefined) ?? process;
    }
    case 'set':
      return isObject(inner['set']) ? Object.keys(inner['set']).join(', ') : 'a value';
    case 'switch':
      return count(inner['switch'], 'case', 'cases');
    case 'try':
      return 'and catch what fails';
    case 'wait':
      return durationWords(inner['wait']);
    case 'do':
      return count(inner['do'], 'step', 'steps');
    case 'code':
      return 'shown as text';
  }
}

/** What starts a workflow by itself, in words. */
export function startWords(schedule: JsonValue | undefined): string {
  if (!isObject(schedule)) return 'started by hand, or by another workflow';
  const words: string[] = [];
  const on = schedule['on'];
  if (on !== undefined) words.push(`when ${listenWords(on)}`);
  if (schedule['every'] !== undefined) words.push(`every ${durationWords(schedule['every'])}`);
  if (schedule['cron'] !== undefined) words.push(`at ${textOf(schedule['cron']) ?? ''}`);
  if (schedule['after'] !== undefined) words.push(`${durationWords(schedule['after'])} after the run before`);
  return words.join(', or ');
}

function callWords(call: string, arguments_: JsonValue | undefined): string {
  const given = isObject(arguments_) ? arguments_ : {};
  if (call === 'http') {
    const { endpoint } = given;
    const uri = textOf(endpoint) ?? textOf(isObject(endpoint) ? endpoint['uri'] : undefined) ?? '';
    return `${(textOf(given['method']) ?? 'get').toUpperCase()} ${uri}`;
  }
  const name = call.replace(/:[^:@]*(@.*)?$/, '');
  if (name === 'tasks.task.ask') return `ask a person: ${textOf(given['title']) ?? ''}`;
  return name;
}

function forWords(value: JsonValue | undefined): string {
  const given = isObject(value) ? value : {};
  return `${textOf(given['each']) ?? 'item'} in ${plain(given['in'])}`;
}

function listenWords(to: JsonValue | undefined): string {
  if (!isObject(to)) return 'an event';
  const filters = isList(to['any']) ? to['any'] : isList(to['all']) ? to['all'] : [to['one'] ?? null];
  const types = filters.map((filter) => eventType(filter) ?? 'any event');
  if (types.length === 0) return 'any event';
  return types.join(to['all'] === undefined ? ' or ' : ' and ');
}

function eventType(filter: JsonValue | undefined): string | undefined {
  const attributes = isObject(filter) ? filter['with'] : undefined;
  return textOf(isObject(attributes) ? attributes['type'] : undefined);
}

function durationWords(value: JsonValue | undefined): string {
  if (isObject(value))
    return Object.entries(value)
      .map(([unit, amount]) => `${plain(amount)} ${unit}`)
      .join(' ');
  return plain(value)
    .replace(/^P(?=[\dT])/, '')
    .replace(/(\d+)D/, '$1 days ')
    .replace(/T?(\d+)H/, '$1 hours ')
    .replace(/T?(\d+)M/, '$1 minutes ')
    .replace(/T?(\d+)S/, '$1 seconds')
    .trim();
}

function plain(value: JsonValue | undefined): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return /^\$\{\s*(.*?)\s*\}$/.exec(text)?.[1] ?? text;
}

function count(value: JsonValue | undefined, one: string, many: string): string {
  const number = isList(value) ? value.length : 0;
  return `${number} ${number === 1 ? one : many}`;
}
