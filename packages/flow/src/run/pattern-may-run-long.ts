/** A group that repeats: only that, or several repetitions, makes a pattern take long on a short text. */
const repeatedGroup = /\)\s*[*+{?]/;
const repetitions = /[*+{]/g;
const harmlessRepetitions = 2;

/**
 * Whether a text that may be meant as a regular expression could take very long on some event. Errs on the side of yes; whoever runs such
 * workflows has to watch the time.
 */
export function patternMayRunLong(text: string): boolean {
  return repeatedGroup.test(text) || (text.match(repetitions)?.length ?? 0) > harmlessRepetitions;
}
