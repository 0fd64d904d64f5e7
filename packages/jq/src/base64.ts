import { utf8Text } from './utf8.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64Text(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += alphabet.charAt(bits >> 18) + alphabet.charAt((bits >> 12) & 63);
    text += b === undefined ? '=' : alphabet.charAt((bits >> 6) & 63);
    text += c === undefined ? '=' : alphabet.charAt(bits & 63);
  }
  return text;
}

/** What base64 says, as text; padding may be missing. */
export function textOfBase64(text: string): 'invalid' | 'trailing' | { readonly text: string } {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of text) {
    if (character === '=') break;
    const digit = alphabet.indexOf(character);
    if (digit === -1) return 'invalid';
    bits = (bits << 6) | digit;
    count += 1;
    if (count === 4) {
      bytes.push(bits >> 16, (bits >> 8) & 255, bits & 255);
      bits = 0;
      count = 0;
    }
  }
  if (count === 1) return 'trailing';
  if (count === 2) bytes.push(bits >> 4);
  if (count === 3) bytes.push(bits >> 10, (bits >> 2) & 255);
  return { text: utf8Text(bytes, true) ?? '' };
}
