import type { TSchema } from 'typebox';
import type { FieldProblem } from '@barrow/kernel';

const zero = String.fromCharCode(0);

/** PostgreSQL stores neither a zero byte nor half of a surrogate pair; encoding the latter would silently change the text. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes(zero);
}

function inner(schema: unknown, key: string): unknown {
  return typeof schema === 'object' && schema !== null ? Reflect.get(schema, key) : undefined;
}

/** Whether a schema says nothing of its values: those are checked by whoever knows what they are. */
function isOpen(schema: unknown): boolean {
  return (
    typeof schema === 'object' &&
    schema !== null &&
    Object.keys(schema).every((key) => key.startsWith('~') || key === 'description')
  );
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The texts of a value that fits its schema which cannot be stored, and those names of its fields; nothing below what the schema leaves open. */
export function unstorableTexts(schema: TSchema, value: unknown): FieldProblem[] {
  const problems: FieldProblem[] = [];
  visit(schema, value, '');
  return problems;

  function visit(at: unknown, one: unknown, pointer: string): void {
    if (typeof one === 'string') {
      if (!isStorable(one))
        problems.push({
          pointer,
          detail: 'holds a character that cannot be stored: a zero byte or half of a surrogate pair',
        });
      return;
    }
    if (typeof one !== 'object' || one === null || isOpen(at)) return;
    if (Array.isArray(one)) {
      const items = inner(at, 'items');
      for (let index = 0; index < one.length; index += 1) visit(items, one[index], `${pointer}/${index}`);
      return;
    }
    const properties = inner(at, 'properties');
    for (const [name, field] of Object.entries(one)) {
      if (isStorable(name)) visit(inner(properties, name), field, `${pointer}/${escapePointer(name)}`);
      else problems.push({ pointer, detail: 'has a field whose name cannot be stored' });
    }
  }
}
