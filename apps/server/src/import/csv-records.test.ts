import { describe, expect, it } from 'vitest';
import { createCsvReader, type CsvRecord } from './csv-records.ts';

/** Reads a text in pieces of so many characters. */
function read(text: string, pieceLength = text.length, delimiter = ','): CsvRecord[] {
  const reader = createCsvReader(delimiter);
  const records: CsvRecord[] = [];
  for (let at = 0; at < text.length; at += pieceLength) records.push(...reader.push(text.slice(at, at + pieceLength)));
  return [...records, ...reader.end()];
}

const fieldsOf = (records: readonly CsvRecord[]) => records.map((record) => record.fields);

describe('CSV records', () => {
  it('reads the same however the text is cut', () => {
    const text = 'a,b\r\n"x, ""y""",2\n"two\nlines","3"\r\n,\nlast,"4"';
    const whole = read(text);
    expect(whole.map(({ line, fields, malformed }) => [line, fields, malformed])).toEqual([
      [1, ['a', 'b'], undefined],
      [2, ['x, "y"', '2'], undefined],
      [3, ['two\nlines', '3'], undefined],
      [5, ['', ''], undefined],
      [6, ['last', '4'], undefined],
    ]);
    for (let length = 1; length < text.length; length += 1) expect(read(text, length)).toEqual(whole);
  });

  it('takes a quote in the middle of a field as it stands', () => {
    expect(fieldsOf(read('12" ruler,1\n'))).toEqual([['12" ruler', '1']]);
  });

  it('takes another delimiter', () => {
    expect(fieldsOf(read('a;"b;c";1,5\n', 3, ';'))).toEqual([['a', 'b;c', '1,5']]);
  });

  it('gives out a line alone whose quote is not closed, and reads on with the next', () => {
    const rest = Array.from({ length: 200 }, (_, index) => `${index},x`);
    for (const pieceLength of [7, 100_000]) {
      const records = read(['"open,1', ...rest].join('\n'), pieceLength);
      expect(records[0]).toMatchObject({ line: 1, malformed: 'a quote is opened and not closed' });
      expect(records).toHaveLength(201);
      expect(records.at(-1)).toEqual({ line: 201, fields: ['199', 'x'] });
    }
    expect(read('ok,1\n"open,1').map((record) => record.malformed)).toEqual([
      undefined,
      'a quote is opened and not closed',
    ]);
  });

  it('refuses text behind a closing quote', () => {
    expect(read('"a"b,1\nc,2').map(({ line, malformed }) => [line, malformed])).toEqual([
      [1, 'text follows a closing quote'],
      [2, undefined],
    ]);
  });

  it('refuses a file that has no lines', () => {
    const reader = createCsvReader(',');
    expect(() => {
      for (let piece = 0; piece < 20; piece += 1) reader.push('x'.repeat(100_000));
    }).toThrow(expect.objectContaining({ code: 'IMPORT_FILE' }));
  });
});
