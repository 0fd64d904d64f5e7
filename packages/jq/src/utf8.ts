const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text with U+FFFD for every surrogate without its other half. */
export function wellFormed(text: string): string {
  return text.replace(loneSurrogate, '\ufffd');
}

/** The bytes of a text in UTF-8; lone surrogates as U+FFFD. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of wellFormed(text)) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return bytes;
}

/** Lowest code point and number of following bytes by the first byte of a character. */
function leadOf(byte: number): { readonly least: number; readonly more: number; readonly bits: number } | null {
  if (byte < 0x80) return { least: 0, more: 0, bits: byte };
  if (byte >= 0xc2 && byte < 0xe0) return { least: 0x80, more: 1, bits: byte & 31 };
  if (byte >= 0xe0 && byte < 0xf0) return { least: 0x800, more: 2, bits: byte & 15 };
  if (byte >= 0xf0 && byte < 0xf5) return { least: 0x10000, more: 3, bits: byte & 7 };
  return null;
}

/** The text of bytes; with `replace` U+FFFD stands for what is no UTF-8, otherwise null tells of it. */
export function utf8Text(bytes: readonly number[], replace = false): string | null {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const lead = leadOf(bytes[at] ?? 0);
    let point = lead?.bits ?? 0;
    let used = 1;
    // What begins at the end and goes on beyond it is one mistake.
    const isCut = at + 1 + (lead?.more ?? 0) > bytes.length;
    let good = lead !== null && !isCut;
    if (isCut) used = bytes.length - at;
    for (let left = isCut ? 0 : (lead?.more ?? 0); left > 0; left -= 1) {
      const byte = bytes[at + used];
      if (byte === undefined || (byte & 0xc0) !== 0x80) {
        good = false;
        break;
      }
      point = (point << 6) | (byte & 63);
      used += 1;
    }
    if (lead === null || point < lead.least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) good = false;
    if (!good && !replace) return null;
    text += good ? String.fromCodePoint(point) : '\ufffd';
    at += used;
  }
  return text;
}

/** Bytes in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
