import { fault } from '../platform/fault.ts';

/** A record of a CSV text. `line` is the number of its first line, from 1. */
export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[]; readonly malformed?: undefined }
  | { readonly line: number; readonly fields: readonly string[]; readonly malformed: string };

export type CsvReader = {
  /** Takes the next piece of the text; answers the records that are complete now. */
  push(text: string): CsvRecord[];
  /** The text is over; answers what was left. */
  end(): CsvRecord[];
};

/** A quoted field may go over this many lines. A quote that nobody closed must not swallow the file. */
const mostLinesInRecord = 50;
const longestLine = 1_000_000;

type Quoted =
  | { readonly kind: 'record'; readonly fields: string[]; readonly next: number; readonly lines: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'malformed'; readonly detail: string };

/**
 * Splits CSV (RFC 4180, with any one-character delimiter; line ends LF or CR LF) in constant memory. A line whose quotes make no
 * sense comes out alone as malformed, and reading goes on with the next line: libraries drop the rest of the file there, or stop.
 */
export function createCsvReader(delimiter: string): CsvReader {
  let buffer = '';
  let line = 1;

  /** Reads a record that holds quotes, from `from`. */
  function readQuoted(from: number, ended: boolean): Quoted {
    const fields: string[] = [];
    let at = from;
    let lines = 1;
    for (;;) {
      if (buffer[at] === '"') {
        let value = '';
        at += 1;
        for (;;) {
          const close = buffer.indexOf('"', at);
          const piece = buffer.slice(at, close === -1 ? buffer.length : close);
          lines += piece.split('\n').length - 1;
          if (lines > mostLinesInRecord || buffer.length - from > longestLine)
            if (close === -1 || lines > mostLinesInRecord)
              return { kind: 'malformed', detail: 'a quote is opened and not closed' };
          if (close === -1) {
            return ended ? { kind: 'malformed', detail: 'a quote is opened and not closed' } : { kind: 'more' };
          }
          value += piece;
          at = close + 1;
          if (buffer[at] !== '"') break;
          value += '"';
          at += 1;
        }
        fields.push(value);
      } else {
        const newline = buffer.indexOf('\n', at);
        const stop = newline === -1 ? buffer.length : newline;
        const separator = buffer.indexOf(delimiter, at);
        const until = separator === -1 || separator > stop ? stop : separator;
        if (newline === -1 && until === stop && !ended) return { kind: 'more' };
        const value = buffer.slice(at, until);
        fields.push(until === stop && value.endsWith('\r') ? value.slice(0, -1) : value);
        at = until;
      }
      if (at >= buffer.length) return ended ? { kind: 'record', fields, next: buffer.length, lines } : { kind: 'more' };
      if (buffer[at] === '\r' && at + 1 >= buffer.length && !ended) return { kind: 'more' };
      if (buffer[at] === delimiter) at += 1;
      else if (buffer[at] === '\n') return { kind: 'record', fields, next: at + 1, lines };
      else if (buffer.startsWith('\r\n', at)) return { kind: 'record', fields, next: at + 2, lines };
      else return { kind: 'malformed', detail: 'text follows a closing quote' };
    }
  }

  function drain(ended: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < buffer.length) {
      const newline = buffer.indexOf('\n', at);
      if (newline === -1 && !ended) {
        if (buffer.length - at > longestLine)
          throw fault(
            'invalid',
            'IMPORT_FILE',
            `Line ${line} is longer than ${longestLine} characters: is this a CSV file?`,
          );
        break;
      }
      const stop = newline === -1 ? buffer.length : newline;
      const physical = buffer.slice(at, buffer[stop - 1] === '\r' ? stop - 1 : stop);
      if (!physical.includes('"')) {
        records.push({ line, fields: physical.split(delimiter) });
        line += 1;
        at = stop + 1;
        continue;
      }
      const quoted = readQuoted(at, ended);
      if (quoted.kind === 'more') break;
      if (quoted.kind === 'record') {
        records.push({ line, fields: quoted.fields });
        line += quoted.lines;
        at = quoted.next;
      } else {
        records.push({ line, fields: physical.split(delimiter), malformed: quoted.detail });
        line += 1;
        at = stop + 1;
      }
    }
    buffer = at >= buffer.length ? '' : buffer.slice(at);
    return records;
  }

  return {
    push(text) {
      buffer += text;
      return drain(false);
    },
    end: () => drain(true),
  };
}
