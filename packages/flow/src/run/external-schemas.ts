import type { Schema } from '../definition/resource.ts';
import type { Workflow } from '../definition/workflow.ts';

export type ExternalSchema = Schema & { readonly kind: 'external' };

/** The schemas of a workflow that stand elsewhere: whoever runs it may fetch them and hand them to `compileWorkflow`. */
export function externalSchemas(workflow: Workflow): readonly ExternalSchema[] {
  const found = new Map<string, ExternalSchema>();
  const { source: _written, ...read } = workflow;
  look(read);
  return [...found.values()];

  function look(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (isExternalSchema(value)) found.set(value.pointer, value);
    else for (const [name, part] of Object.entries(value)) if (name !== 'source') look(part);
  }
}

function isExternalSchema(value: object): value is ExternalSchema {
  return 'kind' in value && value.kind === 'external' && 'pointer' in value && 'resource' in value;
}
