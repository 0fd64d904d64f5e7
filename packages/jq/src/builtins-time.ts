import { ofInput, ofOne } from './builtin-shapes.ts';
import type { Builtin } from './compiler.ts';
import { raise } from './errors.ts';
import { brokenDown, formatTime, parseTime, secondsOf, withWeekday, type BrokenDown } from './calendar.ts';
import { doubleOf, isArray, type ExactValue } from './value.ts';

/** Local time is UTC here: a program gives the same wherever it runs. */
function toParts(input: ExactValue, name: string): ExactValue {
  const seconds = doubleOf(input);
  if (seconds === undefined) return raise(`${name}() requires numeric inputs`);
  const parts = brokenDown(seconds);
  return parts === null ? raise(`error converting number of seconds since epoch to datetime`) : [...parts];
}

function partsOf(input: ExactValue, name: string): BrokenDown {
  const refuse = (): never => raise(`${name} requires parsed datetime inputs`);
  if (!isArray(input)) return refuse();
  const numbers = input.slice(0, 8).map((part) => doubleOf(part) ?? refuse());
  const [year = 1900, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0, weekday = 0, yearDay = 0] = numbers;
  return [year, month, day, hours, minutes, seconds, weekday, yearDay];
}

function formatted(input: ExactValue, format: ExactValue, name: string): string {
  const number = doubleOf(input);
  const parts = number === undefined ? input : toParts(number, name === 'strftime/1' ? 'gmtime' : 'localtime');
  if (!isArray(parts)) return raise(`${name} requires parsed datetime inputs`);
  if (typeof format !== 'string') return raise(`${name} requires a string format`);
  return formatTime(withWeekday(partsOf(parts, name)), format);
}

function makeTime(input: ExactValue): ExactValue {
  if (!isArray(input)) return raise('mktime requires array inputs');
  if (input.slice(0, 6).some((part) => doubleOf(part) === undefined)) {
    return raise('mktime requires parsed datetime inputs');
  }
  return Math.floor(secondsOf(partsOf(input, 'mktime')));
}

export const timeBuiltins: Readonly<Record<string, Builtin>> = {
  'gmtime/0': ofInput((input) => toParts(input, 'gmtime')),
  'localtime/0': ofInput((input) => toParts(input, 'localtime')),
  'mktime/0': ofInput(makeTime),
  'strftime/1': ofOne((input, format) => formatted(input, format, 'strftime/1')),
  'strflocaltime/1': ofOne((input, format) => formatted(input, format, 'strflocaltime/1')),
  'strptime/1': ofOne((input, format) => {
    if (typeof input !== 'string' || typeof format !== 'string') {
      return raise('strptime/1 requires string inputs and arguments');
    }
    const parts = parseTime(input, format);
    return parts === null ? raise(`date "${input}" does not match format "${format}"`) : [...parts];
  }),
};
