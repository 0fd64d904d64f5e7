import type { Duration, Template } from './expression.ts';
import type { ExternalResource } from './resource.ts';

export type ProcessReturn = 'stdout' | 'stderr' | 'code' | 'all' | 'none';

export type RunProcess = ContainerProcess | ScriptProcess | ShellProcess | WorkflowProcess;
export type RunProcessKind = RunProcess['process'];

export type ContainerProcess = {
  readonly process: 'container';
  readonly image: Template;
  readonly name: Template | null;
  readonly command: Template | null;
  readonly ports: Template | null;
  readonly volumes: Template | null;
  readonly environment: Template | null;
  readonly stdin: Template | null;
  readonly arguments: readonly Template[];
  readonly cleanup:
    | { readonly kind: 'always' }
    | { readonly kind: 'never' }
    | { readonly kind: 'eventually'; readonly after: Duration };
  readonly pullPolicy: 'ifNotPresent' | 'always' | 'never';
};

export type ScriptProcess = {
  readonly process: 'script';
  readonly language: 'js' | 'python';
  readonly code:
    | { readonly kind: 'inline'; readonly text: string }
    | { readonly kind: 'external'; readonly resource: ExternalResource };
  readonly stdin: Template | null;
  readonly arguments: readonly Template[];
  readonly environment: Template | null;
};

export type ShellProcess = {
  readonly process: 'shell';
  readonly command: Template;
  readonly stdin: Template | null;
  readonly arguments: readonly Template[];
  readonly environment: Template | null;
};

/** `version` is a semantic version or `latest`. */
export type WorkflowProcess = {
  readonly process: 'workflow';
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** Null: the task's input is the workflow's. */
  readonly input: Template | null;
};
