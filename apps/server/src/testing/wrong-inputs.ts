import { at } from './json-at.ts';
import { validInput, type KnownValues } from './valid-input.ts';

/** An input that does not fit, the place of what is wrong (a JSON Pointer, or the start of one), and what it is. */
export type WrongInput = { readonly what: string; readonly pointer: string; readonly input: unknown };

type Change = { readonly what: string; readonly value: unknown; readonly pointer?: string };

/** A value that no schema but an open one takes, of another type than `schema` wants. */
function otherType(schema: unknown): unknown {
  const type = at(schema, 'type');
  if (type === 'object') return 'text';
  if (type === 'array') return { 0: 'text' };
  return type === 'string' || type === undefined ? { text: 'text' } : 'text';
}

function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function changesOfText(schema: unknown): Change[] {
  const longest = at(schema, 'maxLength');
  const shortest = at(schema, 'minLength');
  const format = at(schema, 'format');
  const changes: Change[] = [
    { what: 'a zero byte', value: `a${String.fromCharCode(0)}b` },
    { what: 'half of a surrogate pair', value: 'a\ud800b' },
  ];
  if (typeof longest === 'number' && longest <= 600_000)
    changes.push({ what: 'too long', value: 'x'.repeat(longest + 1) });
  if (typeof shortest === 'number' && shortest > 0) changes.push({ what: 'empty', value: '' });
  if (format === 'uuid') changes.push({ what: 'no uuid', value: '1234' });
  if (format === 'date') changes.push({ what: 'no day', value: '2026-02-30' }, { what: 'no day', value: 'today' });
  if (format === 'date-time')
    changes.push(
      { what: 'no time', value: '2026-13-01T00:00:00Z' },
      { what: 'no offset', value: '2026-01-01T00:00:00' },
    );
  if (format === 'email') changes.push({ what: 'no address', value: 'nobody' });
  return changes;
}

function changesOfNumber(schema: unknown): Change[] {
  const [least, most] = [at(schema, 'minimum'), at(schema, 'maximum')];
  const changes: Change[] = [{ what: 'not finite', value: Number.NaN }];
  if (at(schema, 'type') === 'integer')
    changes.push({ what: 'a fraction', value: 1.5 }, { what: 'huge', value: 1e300 });
  if (typeof least === 'number') changes.push({ what: 'too small', value: least - 1 });
  if (typeof most === 'number') changes.push({ what: 'too large', value: most + Math.max(1, most * 1e-9) });
  return changes;
}

function changesOfObject(schema: unknown, value: unknown): Change[] {
  if (typeof value !== 'object' || value === null) return [];
  const required = at(schema, 'required');
  const missing = (Array.isArray(required) ? required.map(String) : []).map((name): Change => {
    const { [name]: _gone, ...rest } = Object.fromEntries(Object.entries(value));
    return { what: 'missing', value: rest, pointer: `/${name}` };
  });
  if (at(schema, 'additionalProperties') !== false) return missing;
  return [...missing, { what: 'not a field', value: { ...value, nonsense: 1 }, pointer: '/nonsense' }];
}

function changesOfList(schema: unknown, value: unknown): Change[] {
  const [least, most] = [at(schema, 'minItems'), at(schema, 'maxItems')];
  const [first] = elementsOf(value);
  const changes: Change[] = [];
  if (typeof most === 'number' && most <= 5_000 && first !== undefined)
    changes.push({ what: 'too many', value: Array.from({ length: most + 1 }, () => first) });
  if (typeof least === 'number' && least > 0) changes.push({ what: 'too few', value: [] });
  return changes;
}

function changesOf(schema: unknown, value: unknown): Change[] {
  const isAnything = ['type', 'anyOf', 'enum', 'const'].every((key) => at(schema, key) === undefined);
  if (isAnything) return [];
  const wrongType: Change = { what: 'another type', value: otherType(schema) };
  if (at(schema, 'enum') !== undefined || at(schema, 'const') !== undefined)
    return [wrongType, { what: 'not one of them', value: 'nonsense' }];
  switch (at(schema, 'type')) {
    case 'string':
      return [wrongType, ...changesOfText(schema)];
    case 'integer':
    case 'number':
      return [wrongType, ...changesOfNumber(schema)];
    case 'object':
      return [wrongType, ...changesOfObject(schema, value)];
    case 'array':
      return [wrongType, ...changesOfList(schema, value)];
    default:
      return [wrongType];
  }
}

/** A valid input with every field that the schema has, one element in each list. */
export function fullInput(schema: unknown, known: KnownValues): unknown {
  const union = at(schema, 'anyOf');
  if (Array.isArray(union)) return fullInput(union[0], known);
  const properties = at(schema, 'properties');
  if (at(schema, 'type') === 'object' && typeof properties === 'object' && properties !== null)
    return Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [
        name,
        name in known ? known[name] : fullInput(property, known),
      ]),
    );
  if (at(schema, 'type') === 'array')
    return at(schema, 'maxItems') === 0 ? [] : [fullInput(at(schema, 'items'), known)];
  return validInput(schema, known);
}

/** Every way in which one place of an input may be wrong; all else of it fits. */
export function wrongInputs(schema: unknown, known: KnownValues): WrongInput[] {
  const whole = fullInput(schema, known);
  const found: WrongInput[] = [];
  visit(schema, whole, '', (value) => value);
  return found;

  function visit(at_: unknown, value: unknown, pointer: string, put: (value: unknown) => unknown): void {
    const union = at(at_, 'anyOf');
    const one: unknown = Array.isArray(union) ? union[0] : at_;
    const nullable = Array.isArray(union) && union.some((option) => at(option, 'type') === 'null');
    const several = Array.isArray(union) && union.length > (nullable ? 2 : 1);
    for (const change of several ? [] : changesOf(one, value))
      found.push({
        what: `${pointer} ${change.what}`,
        pointer: several ? pointer : pointer + (change.pointer ?? ''),
        input: put(change.value),
      });
    const properties = at(one, 'properties');
    if (typeof properties === 'object' && properties !== null && typeof value === 'object' && value !== null)
      for (const [name, property] of Object.entries(properties))
        visit(property, Reflect.get(value, name), `${pointer}/${name}`, (inner) => put({ ...value, [name]: inner }));
    const [first] = at(one, 'type') === 'array' ? elementsOf(value) : [];
    if (first !== undefined) visit(at(one, 'items'), first, `${pointer}/0`, (inner) => put([inner]));
  }
}
