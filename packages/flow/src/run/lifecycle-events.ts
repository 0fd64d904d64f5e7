import type { JsonObject } from '../definition/json.ts';
import type { DocumentInfo } from '../definition/workflow.ts';
import { isoTime } from './describe.ts';
import type { JournalEntry } from './effect.ts';

const prefix = 'io.serverlessworkflow';

/**
 * The lifecycle events of the standard (CloudEvents 1.0) that journal entries of a run tell of, in order. An entry of a task that began
 * and ended in one step gives its events of creation and start too.
 */
export function lifecycleEvents(
  document: DocumentInfo,
  runId: string,
  entries: readonly JournalEntry[],
): readonly JsonObject[] {
  const workflow = `${document.name}-${runId}.${document.namespace}`;
  const events: JsonObject[] = [];
  const tell = (
    of: 'workflow' | 'task',
    what: string,
    entry: JournalEntry,
    data: JsonObject,
    atMs = entry.atMs,
  ): void => {
    events.push({
      specversion: '1.0',
      id: `${runId}${entry.key ?? ''}:${of}.${what}:${atMs}`,
      source: `/${document.namespace}/${document.name}/${document.version}`,
      type: `${prefix}.${of}.${what}.v1`,
      time: isoTime(atMs),
      subject: runId,
      data: { ...data, [`${what}At`]: isoTime(atMs) },
    });
  };
  for (const entry of entries) {
    const [of, what] = entry.kind.split('.');
    const error = entry.error === undefined ? {} : { error: { ...entry.error } };
    if (of === 'run' && what !== undefined && what !== 'retried') {
      const definition = { name: document.name, namespace: document.namespace, version: document.version };
      tell('workflow', what, entry, { name: workflow, ...(what === 'started' ? { definition } : {}), ...error });
    }
    if (of !== 'task' || what === undefined || what === 'skipped') continue;
    const data = { workflow, task: entry.task };
    const isNew = entry.told !== true && what !== 'retried' && what !== 'cancelled';
    if (isNew) tell('task', 'created', entry, data, entry.startedAtMs);
    if (isNew && what !== 'started') tell('task', 'started', entry, data, entry.startedAtMs);
    tell('task', what, entry, { ...data, ...error });
  }
  return events;
}
