/**
 * A text that a spreadsheet would take for a formula: it begins with = + - @, their full-width forms, tab, CR or LF (OWASP, CSV
 * Injection). Apostrophes before count as part of it, so that taking one away undoes putting one there.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** One cell, safe to open in a spreadsheet: what looks like a formula gets an apostrophe before it, which `cellText` takes away. */
export function csvCell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text that a cell was written from. */
export function cellText(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}

/** CSV (RFC 4180: comma, CRLF, a header line, quotes where needed), every cell safe to open in a spreadsheet. */
export function csvOf(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** The same as a file for people: its byte order mark tells spreadsheets that it is UTF-8. */
export function csvFile(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return `\uFEFF${csvOf(columns, rows)}`;
}
