import type { FieldProblem } from '@barrow/kernel';
import { Errors } from 'typebox/value';
import { mayOverride, type Level, type ParameterSchema, type Values } from './parameter.ts';

/**
 * What is wrong with values that a level wants to set, each with its place and what may stand there; nothing when they may be stored.
 * Values that are left out stay as they are.
 */
export function checkValues(schema: ParameterSchema, values: Values, level: Level): FieldProblem[] {
  return Object.entries(values).flatMap(([name, value]): FieldProblem[] => {
    const pointer = `/parameters/${name}`;
    const parameter = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (parameter === undefined) {
      const known = Object.keys(schema.properties).join(', ');
      return [{ pointer, detail: `is no parameter of this playbook; it has ${known}` }];
    }
    if (!mayOverride(parameter, level))
      return [{ pointer, detail: `is the same everywhere ("${parameter.title}"): only the organisation may set it` }];
    return Errors(parameter, value)
      .slice(0, 3)
      .map((error) => ({ pointer: pointer + error.instancePath, detail: error.message }));
  });
}
