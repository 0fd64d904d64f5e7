import { checkItems } from './limits.ts';

/** Pieces of a text between separators; none for an empty text, single characters for an empty separator. */
export function splitText(text: string, separator: string): string[] {
  if (text === '') return [];
  if (separator === '') return Array.from(text);
  const pieces = text.split(separator);
  checkItems(pieces.length);
  return pieces;
}
