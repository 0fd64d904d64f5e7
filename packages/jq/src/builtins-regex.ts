import { ofThree, ofTwo } from './builtin-shapes.ts';
import type { Builtin } from './compiler.ts';
import { raise } from './errors.ts';
import { describeValue } from './describe-value.ts';
import { isMatch, matchesOf, patternOf } from './regex.ts';
import type { ExactValue } from './value.ts';

/** Texts between the matches. */
function splitBy(input: ExactValue, source: ExactValue, flags: ExactValue): ExactValue {
  if (typeof input !== 'string') return raise(`${describeValue(input)} cannot be matched, as it is not a string`);
  const pattern = patternOf(source, flags);
  const characters = Array.from(input);
  const pieces: string[] = [];
  let from = 0;
  for (const { offset, length } of matchesOf(input, { ...pattern, isGlobal: true })) {
    pieces.push(characters.slice(from, offset).join(''));
    from = offset + length;
  }
  pieces.push(characters.slice(from).join(''));
  return pieces;
}

export const regexBuiltins: Readonly<Record<string, Builtin>> = {
  '_match/3': ofThree((input, source, flags, test) => {
    if (typeof input !== 'string') return raise(`${describeValue(input)} cannot be matched, as it is not a string`);
    const pattern = patternOf(source, flags);
    return test === true ? isMatch(input, pattern) : matchesOf(input, pattern);
  }),
  '_split/2': ofTwo(splitBy, 'first'),
};
