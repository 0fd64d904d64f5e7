/** A definition with these properties: `do: ...` and what else it has. */
export function workflowOf(properties: string): string {
  return `document: { dsl: '1.0.3', namespace: test, name: case, version: '0.1.0' }\n${properties}\n`;
}
