import { patternMayRunLong, type CompiledWorkflow, type JsonValue, type Workflow } from '@barrow/flow';

/** Functions of jq that match regular expressions. All else in jq counts its steps. */
const matching = /\b(?:test|match|capture|scan|splits?|g?sub)\s*\(/;
const known = new WeakMap<Workflow, boolean>();

/**
 * Whether a run of the workflow may come to a regular expression that takes very long: only such workflows are watched. Errs on the side
 * of yes.
 */
export function mayRunLong({ workflow }: CompiledWorkflow): boolean {
  let answer = known.get(workflow);
  if (answer === undefined) {
    answer = hasPattern(workflow.source, false);
    known.set(workflow, answer);
  }
  return answer;
}

export function expressionMayRunLong(source: string): boolean {
  return matching.test(source);
}

/** `isFilter`: within the attributes of an event filter. */
function hasPattern(value: JsonValue, isFilter: boolean): boolean {
  if (typeof value === 'string') return matching.test(value) || (isFilter && patternMayRunLong(value));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, part]: [string, JsonValue]) =>
      name === 'pattern' || name === 'patternProperties' || hasPattern(part, isFilter || name === 'with'),
  );
}
