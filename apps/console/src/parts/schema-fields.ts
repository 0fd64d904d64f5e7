type Common = {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly unit: string | undefined;
  readonly required: boolean;
  readonly preset: unknown;
};

/** A field that a form can show. What a form cannot show, such as an object in an object, is left out. */
export type SchemaField = Common &
  (
    | { readonly kind: 'truth' }
    | {
        readonly kind: 'number';
        readonly whole: boolean;
        readonly minimum: number | undefined;
        readonly maximum: number | undefined;
      }
    | { readonly kind: 'choice'; readonly options: readonly string[] }
    | { readonly kind: 'choices'; readonly options: readonly string[] }
    | { readonly kind: 'text'; readonly maxLength: number | undefined }
  );

const inner = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
const textIn = (value: unknown, key: string): string | undefined => {
  const found = inner(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
};
const numberIn = (value: unknown, key: string): number | undefined => {
  const found = inner(value, key);
  return typeof found === 'number' ? found : undefined;
};
const textsIn = (value: unknown, key: string): readonly string[] => {
  const found = inner(value, key);
  return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : [];
};

/** `answerHours` as people read it. */
function wordsOf(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The fields of a JSON Schema of an object, in its order. */
export function fieldsOf(schema: unknown): SchemaField[] {
  const properties = inner(schema, 'properties');
  if (typeof properties !== 'object' || properties === null) return [];
  const required = textsIn(schema, 'required');
  return Object.entries(properties).flatMap(([name, property]) => fieldOf(name, property, required.includes(name)));
}

function fieldOf(name: string, property: unknown, required: boolean): SchemaField[] {
  const common: Common = {
    name,
    title: textIn(property, 'title') ?? wordsOf(name),
    description: textIn(property, 'description'),
    unit: textIn(property, 'x-unit'),
    required,
    preset: inner(property, 'default'),
  };
  const options = textsIn(property, 'enum');
  switch (inner(property, 'type')) {
    case 'boolean':
      return [{ ...common, kind: 'truth' }];
    case 'integer':
    case 'number':
      return [
        {
          ...common,
          kind: 'number',
          whole: inner(property, 'type') === 'integer',
          minimum: numberIn(property, 'minimum'),
          maximum: numberIn(property, 'maximum'),
        },
      ];
    case 'array': {
      const choices = textsIn(inner(property, 'items'), 'enum');
      return choices.length === 0 ? [] : [{ ...common, kind: 'choices', options: choices }];
    }
    case 'string':
      return options.length > 0
        ? [{ ...common, kind: 'choice', options }]
        : [{ ...common, kind: 'text', maxLength: numberIn(property, 'maxLength') }];
    default:
      return [];
  }
}

/** What a form begins with: the presets, and `false` for a truth that must be told. */
export function firstValues(schema: unknown): Record<string, unknown> {
  return Object.fromEntries(
    fieldsOf(schema).flatMap((field): [string, unknown][] => {
      if (field.preset !== undefined) return [[field.name, field.preset]];
      if (field.kind === 'truth' && field.required) return [[field.name, false]];
      return field.kind === 'choice' && field.required ? [[field.name, field.options[0]]] : [];
    }),
  );
}
