import { add } from './arithmetic.ts';
import type { Ast } from './ast.ts';
import { filterOf, ofThree, ofTwo } from './builtin-shapes.ts';
import type { Builtin, Compiler } from './compiler.ts';
import { collect, many, one, type Env, type Filter } from './filter.ts';
import { capturesOf, foundIn, matchesOf, patternOf, requireText, type Pattern } from './regex.ts';
import type { Scope } from './scope.ts';
import type { ExactValue } from './value.ts';

/** Texts between all matches. */
function splitBy(input: ExactValue, source: ExactValue, flags: ExactValue): ExactValue {
  const text = requireText(input);
  const pieces: string[] = [];
  let from = 0;
  for (const found of foundIn(text, { ...patternOf(source, flags), isGlobal: true })) {
    pieces.push(text.slice(from, found.index));
    from = found.index + found[0].length;
  }
  pieces.push(text.slice(from));
  return pieces;
}

/**
 * The text with matches replaced by outputs of `replacement`, which sees the named groups of each. Of several outputs the first ones
 * of all matches make the first result, the second ones the second, and so on.
 */
function replaced(text: string, pattern: Pattern, replacement: Filter, env: Env | null): readonly ExactValue[] {
  const results: ExactValue[] = [];
  let from = 0;
  for (const found of foundIn(text, pattern)) {
    const gap = text.slice(from, found.index);
    for (const [at, insert] of collect(replacement, capturesOf(found, pattern), env).entries()) {
      results[at] = add(results[at] ?? null, add(gap, insert));
    }
    from = found.index + found[0].length;
  }
  const rest = text.slice(from);
  return results.length === 0 ? [text] : results.map((result) => add(result, rest));
}

/** `sub` and, with the flag that they add, `gsub`. */
function substitution(count: 2 | 3, added: string): Builtin {
  return {
    filter: (compiler: Compiler, args: readonly Ast[], scope: Scope) => {
      const source = filterOf(compiler, args, 0, scope);
      const replacement = filterOf(compiler, args, 1, scope);
      const flags = count === 3 ? filterOf(compiler, args, 2, scope) : one(() => '');
      return many((input, env, emit) =>
        source.each(input, env, (re) =>
          flags.each(input, env, (given) => {
            const pattern = patternOf(re, added === '' ? given : add(given, added));
            for (const result of replaced(requireText(input), pattern, replacement, env)) if (emit(result)) return true;
            return false;
          }),
        ),
      );
    },
  };
}

/** Most replacements are one text: then the whole is one, too. */
function singleSubstitution(count: 2 | 3, added: string): Builtin {
  const general = substitution(count, added);
  return {
    filter: (compiler, args, scope) => {
      const source = filterOf(compiler, args, 0, scope);
      const replacement = filterOf(compiler, args, 1, scope);
      const flags = count === 3 ? filterOf(compiler, args, 2, scope) : one(() => '');
      if (source.kind !== 'one' || replacement.kind !== 'one' || flags.kind !== 'one') {
        return general.filter(compiler, args, scope);
      }
      const { get: getSource } = source;
      const { get: getFlags } = flags;
      return one((input, env) => {
        const given = getFlags(input, env);
        const pattern = patternOf(getSource(input, env), added === '' ? given : add(given, added));
        return replaced(requireText(input), pattern, replacement, env)[0] ?? input;
      });
    },
  };
}

export const regexBuiltins: Readonly<Record<string, Builtin>> = {
  '_match/3': ofThree((input, source, flags, test) => {
    const text = requireText(input);
    const pattern = patternOf(source, flags);
    return test === true ? foundIn(text, pattern).length > 0 : matchesOf(text, pattern);
  }),
  '_captures/2': ofTwo((input, source, flags) => {
    const text = requireText(input);
    const pattern = patternOf(source, flags);
    return foundIn(text, pattern).map((found) => capturesOf(found, pattern));
  }, 'first'),
  '_split/2': ofTwo(splitBy, 'first'),
  'sub/2': singleSubstitution(2, ''),
  'sub/3': singleSubstitution(3, ''),
  'gsub/2': singleSubstitution(2, 'g'),
  'gsub/3': singleSubstitution(3, 'g'),
};
