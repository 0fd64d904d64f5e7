import { toRegExp } from 'oniguruma-to-es';
import { describeValue } from './describe-value.ts';
import { raise } from './errors.ts';
import { checkItems, spend } from './limits.ts';
import type { ExactValue } from './value.ts';

/** Matching may take exponential time on a bad pattern; nothing can stop it, so that the text is bounded. */
const longestText = 1_000_000;
const longestPattern = 10_000;
/** Compiled patterns that are kept. */
const mostCached = 500;

export type Pattern = {
  readonly regex: RegExp;
  /** Name of each group, in the order of the groups. */
  readonly names: readonly (string | null)[];
  readonly isGlobal: boolean;
  readonly skipsEmpty: boolean;
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
  try {
    const regex = toRegExp(perlOptions(source), {
      flags: onigFlags,
      global: true,
      hasIndices: true,
      rules: { captureGroup: true, singleline: true, allowOrphanBackrefs: true },
      target: 'ES2025',
    });
    return { regex, names: groupNames(source), isGlobal: flags.includes('g'), skipsEmpty: flags.includes('n') };
  } catch (error) {
    return raise(`Regex failure: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** jq's patterns have Perl's options: there `(?s)` lets the dot match line breaks, which Oniguruma's own syntax calls `(?m)`. */
function perlOptions(source: string): string {
  return source.replace(
    /\\[^]|\[\^?\]?(?:\\[^]|[^\]\\])*\]|\(\?([imsx]*)(-[imsx]+)?([:)])/g,
    (whole, on: string | undefined, off: string | undefined, end: string | undefined) => {
      if (end === undefined) return whole;
      const translate = (letters: string): string => letters.replace(/m/g, '').replace(/s/g, 'm');
      const off2 = off === undefined ? '' : translate(off.slice(1));
      const letters = `${translate(on ?? '')}${off2 === '' ? '' : `-${off2}`}`;
      return letters === '' && end === ')' ? '' : `(?${letters}${end}`;
    },
  );
}

/** All matches, or the first. Offsets and lengths are in code points. */
export function matchesOf(input: ExactValue, pattern: Pattern): Match[] {
  if (typeof input !== 'string') return raise(`${describeValue(input)} cannot be matched, as it is not a string`);
  if (input.length > longestText) return raise('Regex failure: the text is too long');
  spend(input.length >> 4);
  const matches: Match[] = [];
  const points = new PointCounter(input);
  const { regex } = pattern;
  regex.lastIndex = 0;
  for (let found = regex.exec(input); found !== null; found = regex.exec(input)) {
    const [whole] = found;
    if (whole === '') regex.lastIndex += isHighSurrogate(input, found.index) ? 2 : 1;
    if (whole !== '' || !pattern.skipsEmpty) matches.push(matchOf(found, pattern.names, points));
    if (!pattern.isGlobal) break;
    checkItems(matches.length);
  }
  return matches;
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}

export function isMatch(input: ExactValue, pattern: Pattern): boolean {
  return matchesOf(input, { ...pattern, isGlobal: pattern.isGlobal && pattern.skipsEmpty }).length > 0;
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
