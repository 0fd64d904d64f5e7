/** A character of a cell; `escaped` when a backslash stood before it, so that it separates nothing and is no outer space. */
type Character = { readonly text: string; readonly escaped: boolean };

function charactersOf(text: string): Character[] {
  const characters: Character[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const escaped = text[index] === '\\' && index + 1 < text.length;
    if (escaped) index += 1;
    characters.push({ text: text.charAt(index), escaped });
  }
  return characters;
}

const isSpace = ({ text, escaped }: Character): boolean => !escaped && text.trim() === '';

/** The text of characters, without outer spaces. */
function textOf(characters: readonly Character[]): string {
  const first = characters.findIndex((one) => !isSpace(one));
  const last = characters.findLastIndex((one) => !isSpace(one));
  return characters
    .slice(Math.max(first, 0), last + 1)
    .map(({ text }) => text)
    .join('');
}

function partsOf(text: string): Character[][] {
  const parts: Character[][] = [];
  let part: Character[] = [];
  for (const character of charactersOf(text)) {
    if (character.text === ';' && !character.escaped) {
      parts.push(part);
      part = [];
    } else part.push(character);
  }
  return [...parts, part].filter((one) => !one.every(isSpace));
}

/** Escapes what separates, and outer spaces, by a backslash. */
function escape(text: string): string {
  return text
    .replaceAll(/[\\;=]/g, String.raw`\$&`)
    .replace(/^\s/, String.raw`\$&`)
    .replace(/\s$/, (space, at: number) => (at === 1 && text.length === 1 ? space : `\\${space}`));
}

/** Texts that are not empty as one cell: `A; B`. `splitList` gives them back. */
export function joinList(texts: readonly string[]): string {
  return texts.map(escape).join('; ');
}

export function splitList(cell: string): string[] {
  return partsOf(cell).map(textOf);
}

/** Names with their values as one cell: `size=L; scent=Rose`. `splitPairs` gives them back. */
export function joinPairs(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${escape(name)}=${escape(value)}`)
    .join('; ');
}

/** The names with their values, or the part that has no `=` or a name that came before. */
export function splitPairs(cell: string): { pairs: Record<string, string> } | { wrong: string } {
  const pairs = new Map<string, string>();
  for (const part of partsOf(cell)) {
    const equals = part.findIndex(({ text, escaped }) => text === '=' && !escaped);
    const name = textOf(part.slice(0, Math.max(equals, 0)));
    if (equals < 0 || pairs.has(name)) return { wrong: textOf(part) };
    pairs.set(name, textOf(part.slice(equals + 1)));
  }
  return { pairs: Object.fromEntries(pairs) };
}
