const space = 32;
const colon = 58;
const minus = 45;

/**
 * SQL that gathers a number a day as `offset:value offset:value ...`, in any order: a tenth of the bytes of rows, and decoded by
 * `decodeDayValues` when there is time. Both arguments are SQL expressions of integers; made by us, never by a caller.
 */
export function gatherDayValues(offset: string, value: string): string {
  return `string_agg((${offset}) || ':' || (${value}), ' ')`;
}

/** Adds each value to its day; what lies beyond `days` is added up in one more place at the end. Callers ensure offsets of 0 and more. */
export function decodeDayValues(text: string | null, days: number): Float64Array {
  const values = new Float64Array(days + 1);
  if (text === null) return values;
  let offset = 0;
  let value = 0;
  let sign = 1;
  for (let index = 0; index <= text.length; index += 1) {
    const code = index === text.length ? space : text.charCodeAt(index);
    if (code === colon) {
      offset = Math.min(value, days);
      value = 0;
    } else if (code === minus) sign = -1;
    else if (code === space) {
      values[offset] = values[offset]! + sign * value;
      value = 0;
      sign = 1;
    } else value = value * 10 + code - 48;
  }
  return values;
}
