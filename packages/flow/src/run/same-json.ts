import type { JsonValue } from '../definition/json.ts';

/** Whether two values are the same JSON; the order of keys does not matter. */
export function sameJson(one: JsonValue, other: JsonValue): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => sameJson(item, other[index] ?? null));
  }
  const others = new Map(Object.entries(other));
  const entries = Object.entries(one);
  return (
    entries.length === others.size &&
    entries.every(([name, value]) => {
      const otherValue = others.get(name);
      return otherValue !== undefined && sameJson(value, otherValue);
    })
  );
}
