import { toRegExp } from 'oniguruma-to-es';
import { describeValue } from './describe-value.ts';
import { raise } from './errors.ts';
import { checkItems, spend } from './limits.ts';
import { reasonOf, rubySyntaxOf } from './pattern-syntax.ts';
import { setKey, type ExactValue, type MutableObject } from './value.ts';

/** Matching may take exponential time on a bad pattern; nothing can stop it, so that the text is bounded. */
const longestText = 1_000_000;
const longestPattern = 10_000;
/** Compiled patterns that are kept. */
const mostCached = 500;

export type Pattern = {
  readonly regex: RegExp;
  /** The same, telling where groups are: slower, and therefore made when it is first needed. */
  readonly withIndices: () => RegExp;
  /** Name of each group, in the order of the groups. */
  readonly names: readonly (string | null)[];
  readonly isGlobal: boolean;
  readonly skipsEmpty: boolean;
  /** Of all matches the longest is taken. */
  readonly isLongest: boolean;
};

export type Capture = {
  readonly offset: number;
  readonly length: number;
  readonly string: string | null;
  readonly name?: string | null;
};
export type Match = Omit<Capture, 'name'> & { readonly captures: readonly Capture[] };

const cache = new Map<string, Pattern>();

/** The pattern with its flags, compiled once. Raises jq's errors. */
export function patternOf(source: ExactValue, flags: ExactValue): Pattern {
  if (typeof source !== 'string') return raise(`${describeValue(source)} cannot be matched, as it is not a string`);
  if (flags !== null && typeof flags !== 'string') return raise(`${describeValue(flags)} is not a string`);
  const key = `${flags ?? ''}/${source}`;
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const compiled = compile(source, flags ?? '');
  if (cache.size >= mostCached) cache.clear();
  cache.set(key, compiled);
  return compiled;
}

function compile(source: string, flags: string): Pattern {
  if (/[^gimnpslx]/.test(flags)) return raise(`${flags} is not a valid modifier string`);
  if (source.length > longestPattern) return raise('Regex failure: the pattern is too long');
  // Oniguruma's names of options are Ruby's: its m lets the dot match line breaks.
  const onigFlags = `${flags.includes('i') ? 'i' : ''}${flags.includes('x') ? 'x' : ''}${flags.includes('p') ? 'm' : ''}`;
  const translated = (hasIndices: boolean): RegExp => {
    try {
      return toRegExp(rubySyntaxOf(source), {
        flags: onigFlags,
        global: true,
        hasIndices,
        rules: { captureGroup: true, singleline: true, allowOrphanBackrefs: true },
        target: 'ES2025',
      });
    } catch (error) {
      return raise(`Regex failure: ${reasonOf(error instanceof Error ? error.message : String(error))}`);
    }
  };
  let indexed: RegExp | null = null;
  return {
    regex: translated(false),
    withIndices: () => (indexed ??= translated(true)),
    names: groupNames(source),
    isGlobal: flags.includes('g'),
    skipsEmpty: flags.includes('n'),
    isLongest: flags.includes('l'),
  };
}

/** What a pattern is matched with. Raises when it is no text, or one that is too long. */
export function requireText(input: ExactValue): string {
  if (typeof input !== 'string') return raise(`${describeValue(input)} cannot be matched, as it is not a string`);
  if (input.length > longestText) return raise('Regex failure: the text is too long');
  spend(input.length >> 4);
  return input;
}

/** All matches of a global pattern, the first of any other. */
export function foundIn(input: string, pattern: Pattern, regex = pattern.regex): readonly RegExpExecArray[] {
  if (pattern.isLongest) return longestIn(input, pattern, regex);
  return everyIn(input, regex, 0, pattern.isGlobal, pattern.skipsEmpty);
}

function everyIn(
  input: string,
  regex: RegExp,
  from: number,
  isGlobal: boolean,
  skipsEmpty: boolean,
): readonly RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  for (let at = from; at <= input.length;) {
    regex.lastIndex = at;
    const found = regex.exec(input);
    if (found === null) break;
    const end = found.index + found[0].length;
    at = found[0] === '' ? end + (isHighSurrogate(input, end) ? 2 : 1) : end;
    if (found[0] !== '' || !skipsEmpty) matches.push(found);
    if (!isGlobal) break;
    checkItems(matches.length);
  }
  return matches;
}

/** The longest of all matches, the longest behind it, and so on. */
function longestIn(input: string, pattern: Pattern, regex: RegExp): readonly RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  for (let from = 0; from <= input.length;) {
    let longest: RegExpExecArray | null = null;
    for (const found of everyIn(input, regex, from, true, pattern.skipsEmpty)) {
      if (longest === null || found[0].length > longest[0].length) longest = found;
    }
    if (longest === null) break;
    matches.push(longest);
    from = longest.index + Math.max(1, longest[0].length);
    if (!pattern.isGlobal) break;
  }
  return matches;
}

/** Matches with offsets and lengths in code points. */
export function matchesOf(input: string, pattern: Pattern): Match[] {
  const points = new PointCounter(input);
  return foundIn(input, pattern, pattern.withIndices()).map((found) => matchOf(found, pattern.names, points));
}

/** What the named groups of a match hold, null where they took no part in it. */
export function capturesOf(found: RegExpExecArray, { names }: Pattern): MutableObject {
  const captures: MutableObject = {};
  for (const [at, name] of names.entries()) if (name !== null) setKey(captures, name, found[at + 1] ?? null);
  return captures;
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}

function matchOf(found: RegExpExecArray, names: Pattern['names'], points: PointCounter): Match {
  const captures: Capture[] = [];
  for (let group = 1; group < found.length; group += 1) {
    const text = found[group];
    const start = found.indices?.[group]?.[0];
    const capture =
      text === undefined || start === undefined
        ? { offset: -1, string: null, length: 0 }
        : { offset: points.at(start), length: points.length(text), string: text };
    captures.push({ ...capture, name: names[group - 1] ?? null });
  }
  return { offset: points.at(found.index), length: points.length(found[0]), string: found[0], captures };
}

/** Reads where groups begin: what is escaped or in a character class begins none. */
function groupNames(source: string): readonly (string | null)[] {
  const names: (string | null)[] = [];
  for (const [whole, angle, quote] of source.matchAll(
    /\\[^]|\[\^?\]?(?:\\[^]|[^\]\\])*\]|\((?!\?)|\(\?(?:<(\w+)>|'(\w+)')/g,
  )) {
    if (whole.startsWith('(')) names.push(angle ?? quote ?? null);
  }
  return names;
}

/** Code points before a position; positions are mostly asked for in rising order. */
class PointCounter {
  readonly #text: string;
  readonly #plain: boolean;
  #units = 0;
  #points = 0;

  constructor(text: string) {
    this.#text = text;
    this.#plain = !/[\ud800-\udbff]/.test(text);
  }

  at(units: number): number {
    if (this.#plain) return units;
    if (units < this.#units) {
      this.#units = 0;
      this.#points = 0;
    }
    for (; this.#units < units; this.#units += 1) {
      if (!isHighSurrogate(this.#text, this.#units)) this.#points += 1;
    }
    return this.#points;
  }

  length(text: string): number {
    return this.#plain ? text.length : Array.from(text).length;
  }
}
