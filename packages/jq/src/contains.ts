import { equals } from './compare.ts';
import { describeValue } from './describe-value.ts';
import { raise } from './errors.ts';
import { tick } from './limits.ts';
import { isArray, isObject, typeName, type ExactValue } from './value.ts';

const deepest = 10_000;

/** Whether `part` is inside of `value`: texts as substrings, arrays by each of their items, objects by each of their fields. */
export function contains(value: ExactValue, part: ExactValue): boolean {
  if (typeName(value) !== typeName(part) || typeof value === 'boolean') {
    return raise(`${describeValue(value)} and ${describeValue(part)} cannot have their containment checked`);
  }
  return containsAt(value, part, 0);
}

/** What has one way down only is followed by a loop: values may be nested deeper than the stack. */
function containsAt(outer: ExactValue, inner: ExactValue, outerDepth: number): boolean {
  let value = outer;
  let part = inner;
  for (let depth = outerDepth; ; depth += 1) {
    tick();
    if (depth > deepest) return raise('Containment check too deep');
    if (typeof value === 'string' && typeof part === 'string') return value.includes(part);
    if (isArray(value) && isArray(part)) {
      if (value.length !== 1 || part.length !== 1) {
        const items = value;
        return part.every((wanted) => items.some((item) => containsAt(item, wanted, depth + 1)));
      }
      value = value[0] ?? null;
      part = part[0] ?? null;
    } else if (isObject(value) && isObject(part)) {
      const fields = value;
      const keys = Object.keys(part);
      const [key] = keys;
      if (key === undefined) return true;
      if (!Object.hasOwn(fields, key)) return false;
      if (keys.length > 1) {
        return Object.entries(part).every(
          ([name, wanted]) => Object.hasOwn(fields, name) && containsAt(fields[name] ?? null, wanted, depth + 1),
        );
      }
      value = fields[key] ?? null;
      part = part[key] ?? null;
    } else {
      return equals(value, part);
    }
  }
}
