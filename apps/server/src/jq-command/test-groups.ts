/** One case of a file in the format of jq's own tests. `line` is where it begins. */
export type TestGroup =
  | { readonly line: number; readonly program: string; readonly input: string; readonly outputs: readonly string[] }
  | { readonly line: number; readonly program: string; readonly mustFail: true };

/**
 * Reads a test file: a program, an input and one expected output a line; groups end at a blank line, lines that begin with `#` are
 * remarks between groups. After `%%FAIL` a program follows that must not compile, and its message, whose wording is not compared.
 */
export function readTestGroups(text: string): readonly TestGroup[] {
  const groups: TestGroup[] = [];
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const isBlank = (line: string): boolean => /^\s*$/.test(line);
  const isSkipped = (line: string): boolean => isBlank(line) || /^\s*#/.test(line);
  for (let at = 0; at < lines.length;) {
    if (isSkipped(lines[at] ?? '')) {
      at += 1;
      continue;
    }
    const start = at;
    // A remark ends a group as a blank line does; the first two lines are whatever they are.
    while (at < lines.length && !(at < start + 2 ? isBlank : isSkipped)(lines[at] ?? '')) at += 1;
    const [first = '', second = '', ...rest] = lines.slice(start, at);
    groups.push(
      first.startsWith('%%FAIL')
        ? { line: start + 1, program: second, mustFail: true }
        : { line: start + 1, program: first, input: second, outputs: rest },
    );
  }
  return groups;
}
