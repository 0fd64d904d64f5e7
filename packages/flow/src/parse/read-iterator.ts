import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { SubscriptionIterator } from '../definition/task.ts';
import { isVariableName } from './names.ts';
import { readOutput } from './read-data-flow.ts';
import { readFields, readText, type Fields } from './read-values.ts';
import type { Reading } from './reading.ts';
import { scopeOf, standardVariables, withLocals, type Scope } from './scope.ts';

/** Reads the name of a variable that a loop or a catch binds. */
export function readVariable(reading: Reading, fields: Fields, name: string, otherwise: string): string {
  const value = fields.get(name);
  if (value === undefined) return otherwise;
  const variable = readText(reading, value, fields.at(name), 'the name of the variable');
  if (isVariableName(variable)) {
    if (!standardVariables.some((standard) => standard === variable)) return variable;
    reading.report('reserved-name', fields.at(name), `$${variable} means something already. Choose another name.`);
    return otherwise;
  }
  if (variable !== '') {
    const bare = variable.replace(/^\$/, '');
    const hint = isVariableName(bare)
      ? ` Write "${bare}", without the dollar sign.`
      : ' It has letters, digits and underscores.';
    reading.report('invalid-name', fields.at(name), `"${variable}" is no name of a variable.${hint}`);
  }
  return otherwise;
}

/** Reads `foreach` of a listen task or of a subscription. */
export function readIterator(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  local: Scope,
): SubscriptionIterator | null {
  if (value === undefined) return null;
  const properties = ['item', 'at', 'do', 'output', 'export'];
  const fields = readFields(reading, value, pointer, { what: 'a "foreach"', properties });
  const item = readVariable(reading, fields, 'item', 'item');
  const at = readVariable(reading, fields, 'at', 'index');
  const inner = withLocals(local, item, at);
  const output = scopeOf('task output', inner);
  const exported = scopeOf('task export', inner);
  return {
    pointer,
    item,
    at,
    tasks: fields.has('do') ? reading.tasks(fields.get('do') ?? [], fields.at('do'), inner) : [],
    output: readOutput(reading, fields.get('output'), fields.at('output'), 'an output', output),
    export: readOutput(reading, fields.get('export'), fields.at('export'), 'an export', exported),
  };
}
