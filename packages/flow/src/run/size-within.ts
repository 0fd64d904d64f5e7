import type { JsonValue } from '../definition/json.ts';

/**
 * What is left of `room` characters after writing a value as JSON, roughly; negative when it does not fit. Looks no further than it
 * has to, so that a large value costs no more than the room.
 */
export function sizeWithin(value: JsonValue, room: number): number {
  if (room < 0) return room;
  if (typeof value === 'string') return room - value.length - 2;
  if (typeof value !== 'object' || value === null) return room - 6;
  let left = room - 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      left = sizeWithin(item, left - 1);
      if (left < 0) return left;
    }
    return left;
  }
  for (const [name, item] of Object.entries(value)) {
    left = sizeWithin(item, left - name.length - 4);
    if (left < 0) return left;
  }
  return left;
}
