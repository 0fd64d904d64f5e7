/** What a scan of a jq text finds without understanding it. Offsets are into the text. */
export type JqScan = {
  /** The offset of the `}` that closes a `${` before the text, -1 when there is none. */
  readonly end: number;
  /** `$name` where it is used, in order; not where it is bound. */
  readonly variables: readonly { readonly name: string; readonly at: number }[];
  /** Names bound somewhere in the text, by `as` or as a function's parameter: what uses them is not judged. */
  readonly bound: ReadonlySet<string>;
  /** `$secrets.name` and `$secrets["name"]`. */
  readonly secrets: readonly { readonly name: string; readonly at: number }[];
};

type Frame = '{' | '(' | '[' | '"';

/** Scans jq from `from` to the `}` that closes what stands before, or to the end. Knows texts with what is interpolated, and comments. */
export function scanJq(text: string, from = 0): JqScan {
  const variables: { name: string; at: number }[] = [];
  const secrets: { name: string; at: number }[] = [];
  const bound = new Set<string>();
  const frames: Frame[] = [];
  const found = (end: number): JqScan => ({ end, variables, bound, secrets });
  /** While a pattern is read: what began it and how deep. */
  let binding: { readonly by: 'as' | 'def' | 'label'; readonly depth: number } | null = null;
  const endPattern = (): void => {
    if (binding !== null && binding.by !== 'def' && binding.depth === frames.length) binding = null;
  };
  let at = from;
  while (at < text.length) {
    const here = text[at]!;
    if (frames.at(-1) === '"') {
      if (here === '"') frames.pop();
      else if (here === '\\' && text[at + 1] === '(') frames.push('(');
      at += here === '\\' ? 2 : 1;
      continue;
    }
    if (here === '#') {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
    } else if (here === '"' || here === '{' || here === '(' || here === '[') {
      frames.push(here);
      at += 1;
    } else if (here === '}' || here === ')' || here === ']') {
      if (frames.length === 0 && here === '}') return found(at);
      frames.pop();
      at += 1;
      endPattern();
    } else if (here === '?' && text.startsWith('?//', at)) {
      if (bound.size > 0) binding = { by: 'as', depth: frames.length };
      at += 3;
    } else if (here === '$' && /^\$\s*[A-Za-z_]/.test(text.slice(at, at + 80))) {
      const written = /^\$\s*((?:[A-Za-z_]\w*::)*[A-Za-z_]\w*)/.exec(text.slice(at))!;
      const name = written[1]!;
      if (binding?.by === 'as' || binding?.by === 'def') bound.add(name);
      else if (binding === null) variables.push({ name, at });
      const after = text.slice(at + written[0].length);
      const secret = name === 'secrets' ? /^\s*(?:\.\s*([A-Za-z_]\w*)|\.?\s*\[?"([^"\\]*)"\]?)/.exec(after) : null;
      if (secret !== null) secrets.push({ name: secret[1] ?? secret[2] ?? '', at });
      at += written[0].length;
      endPattern();
    } else if (/[A-Za-z_]/.test(here) && text[at - 1] !== '.') {
      const word = /^\w+/.exec(text.slice(at))![0];
      if (word === 'as' || word === 'def') binding = { by: word, depth: frames.length };
      // A label and the break that names it share the sign of variables and are none; the compiler finds a break without its label.
      if (word === 'label' || word === 'break') binding = { by: 'label', depth: frames.length };
      at += word.length;
    } else {
      if (here === ':' && binding?.by === 'def' && binding.depth === frames.length) binding = null;
      at += 1;
    }
  }
  return found(-1);
}
