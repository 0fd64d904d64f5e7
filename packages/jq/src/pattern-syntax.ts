/**
 * Rewrites a pattern of jq, which has Oniguruma's syntax of Perl, into Oniguruma's own, which is Ruby's: there `(?m)` is what Perl
 * calls `(?s)`, and brackets within brackets and `&&` have a meaning that Perl's do not have.
 */
export function rubySyntaxOf(pattern: string): string {
  let result = '';
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at);
    const piece = pieceOf(rest);
    result += piece.text;
    at += piece.length;
  }
  return result;
}

type Piece = { readonly text: string; readonly length: number };

const options = /^\(\?([imsx]*)(?:-([imsx]*))?([:)])/;

function pieceOf(rest: string): Piece {
  if (rest.startsWith('\\')) return { text: rest.slice(0, 2), length: 2 };
  if (rest.startsWith('[')) return classOf(rest);
  const found = options.exec(rest);
  if (found !== null && (found[1] !== '' || found[2] !== undefined)) {
    const [whole, on = '', off, end = ''] = found;
    return { text: optionsOf(on, off ?? '', end), length: whole.length };
  }
  if (/^\{,\d+\}/.test(rest)) return { text: '\\{', length: 1 };
  return { text: rest.charAt(0), length: 1 };
}

function optionsOf(on: string, off: string, end: string): string {
  const translate = (letters: string): string => letters.replaceAll('m', '').replaceAll('s', 'm');
  const [enabled, disabled] = [translate(on), translate(off)];
  if (enabled === '' && disabled === '') return end === ')' ? '' : '(?:';
  return `(?${enabled}${disabled === '' ? '' : `-${disabled}`}${end}`;
}

/** A character class up to its end, with `[` and `&&` in it escaped. */
function classOf(rest: string): Piece {
  const start = /^\[\^?\]?/.exec(rest)?.[0] ?? '[';
  let text = start.endsWith(']') ? `${start.slice(0, -1)}\\]` : start;
  for (let at = start.length; at < rest.length;) {
    const character = rest.charAt(at);
    if (character === ']') return { text: `${text}]`, length: at + 1 };
    const posix = /^\[:\^?\w+:\]/.exec(rest.slice(at))?.[0];
    if (posix !== undefined) {
      text += posix;
      at += posix.length;
    } else if (character === '\\') {
      text += rest.slice(at, at + 2);
      at += 2;
    } else {
      text += character === '[' || character === '&' ? `\\${character}` : character;
      at += 1;
    }
  }
  return { text, length: rest.length };
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [/^Unclosed group/, 'end pattern with unmatched parenthesis'],
  [/^Unmatched "\)"/, 'unmatched close parenthesis'],
  [/^Unclosed character class/, 'premature end of char-class'],
  [/^Empty character class/, 'empty char-class'],
  [/repeatable token/, 'target of repeat operator is not specified'],
  [/^Incomplete escape/, 'end pattern at escape'],
  [/range out of order/i, 'empty range in char class'],
  [/^Invalid backref|^Invalid group name|not defined/i, 'invalid backref number/name'],
  [/group option/, 'undefined group option'],
];

/** What is wrong with a pattern, in Oniguruma's words where they are known. */
export function reasonOf(message: string): string {
  return reasons.find(([pattern]) => pattern.test(message))?.[1] ?? message;
}
