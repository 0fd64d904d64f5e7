import { Type, type Static } from 'typebox';

/** Where a parameter may be set, from the widest to the nearest; the nearest wins. The standard is what the playbook itself says. */
export const levels = ['standard', 'organisation', 'region', 'format', 'location'] as const;
export type Level = (typeof levels)[number];

/** Levels below the organisation: what differs there is an override. */
export const overrideLevels = ['region', 'format', 'location'] as const;
export type OverrideLevel = (typeof overrideLevels)[number];

/**
 * One question of a playbook: JSON Schema of its value with a title, a description and a default in plain language. `x-levels` are the levels
 * that may override it; without it is locked below the organisation. `x-unit` is written behind the value.
 */
export const Parameter = Type.Object({
  title: Type.String({ minLength: 1, maxLength: 100 }),
  description: Type.String({ minLength: 1, maxLength: 500 }),
  type: Type.Enum(['integer', 'number', 'boolean', 'string', 'array']),
  default: Type.Unknown(),
  'x-levels': Type.Optional(Type.Array(Type.Enum(overrideLevels))),
  'x-unit': Type.Optional(Type.String({ maxLength: 30 })),
});
export type Parameter = Static<typeof Parameter> & Readonly<Record<string, unknown>>;

/** The questions of a playbook: JSON Schema of an object, draft 2020-12. */
export const ParameterSchema = Type.Object({
  type: Type.Literal('object'),
  properties: Type.Record(Type.String({ pattern: '^[a-z][A-Za-z0-9]{0,39}$' }), Parameter),
  additionalProperties: Type.Literal(false),
});
export type ParameterSchema = {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Parameter>>;
  readonly additionalProperties: false;
};

/** Answers to the questions of a playbook. */
export type Values = Readonly<Record<string, unknown>>;

/** Whether a level may set a parameter: the organisation always, those below where the playbook lets them. */
export function mayOverride(parameter: Parameter, level: Level): boolean {
  if (level === 'standard') return false;
  return level === 'organisation' || (parameter['x-levels'] ?? []).includes(level);
}

/** The values of a playbook that nobody has changed. */
export function defaultValues(schema: ParameterSchema): Values {
  return Object.fromEntries(Object.entries(schema.properties).map(([name, parameter]) => [name, parameter.default]));
}
