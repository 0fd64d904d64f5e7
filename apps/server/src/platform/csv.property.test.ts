import { array, assert, constantFrom, dictionary, oneof, property, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvFile } from './csv.ts';
import { joinList, joinPairs, splitList, splitPairs } from './csv-lists.ts';
import { readCsvTable } from './csv-table.ts';

/** What breaks tables: quotes, line ends, separators, formulas, apostrophes, the edges of Unicode. */
const nasty = oneof(
  string({ unit: 'grapheme', maxLength: 12 }),
  string({
    unit: constantFrom('"', "'", ',', ';', '=', '+', '-', '@', '＝', '\\', '\n', '\r', '\t', ' ', 'ß', '🜚', 'a'),
    maxLength: 12,
  }),
);

describe('a table', () => {
  it('is read as it was written, whatever its cells hold', () => {
    assert(
      property(array(tuple(nasty, nasty), { minLength: 1, maxLength: 8 }), (pairs) => {
        const kept = pairs.filter(([first, second]) => first !== '' || second !== '');
        const { rows, rejected } = readCsvTable(csvFile(['one', 'two'], kept), {
          all: ['one', 'two'],
          required: ['one'],
        });
        expect(rejected).toEqual([]);
        expect(rows.map(({ cells }) => [cells.one, cells.two])).toEqual(kept);
      }),
      { numRuns: 1000 },
    );
  });

  it('has no cell that a spreadsheet takes for a formula', () => {
    assert(
      property(nasty, constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'), (text, sign) => {
        expect(csvCell(sign + text)).toMatch(/^"?'/);
      }),
    );
  });

  it('says on which line each row stands, line breaks inside cells counted', () => {
    const { rows } = readCsvTable('one,two\r\n"a\nb",1\r\n\r\nc,2\r\n', { all: ['one', 'two'], required: [] });
    expect(rows.map(({ line }) => line)).toEqual([2, 5]);
  });

  it('is read with semicolons and a byte order mark, its columns in any order and spelling', () => {
    const { rows } = readCsvTable('\uFEFFTwo; ONE \n1;a\n', { all: ['one', 'two'], required: ['one'] });
    expect(rows).toEqual([{ line: 2, cells: { one: 'a', two: '1' }, hasDecimalComma: true }]);
  });

  it.each([
    ['an unknown column', 'one,prize\na,b', '"prize" is no column'],
    ['a column twice', 'one,one\na,b', 'one stands there twice'],
    ['a missing column', 'two\na', 'one is missing'],
    ['nothing', '', 'The file is empty'],
  ])('with %s is refused by name', (_what, text, message) => {
    expect(() => readCsvTable(text, { all: ['one', 'two'], required: ['one'] })).toThrow(message);
  });

  it('rejects the lines that are no rows and keeps the others', () => {
    const { rows, rejected } = readCsvTable('one,two\n1,2\n"open,3\n4\n5,6\n', { all: ['one', 'two'], required: [] });
    expect(rows.map(({ line }) => line)).toEqual([2, 5]);
    expect(rejected.map(({ line, problem }) => [line, problem.split(':')[0]])).toEqual([
      [3, 'a quote is opened and not closed'],
      [4, 'has 1 cells, but the header has 2'],
    ]);
  });
});

describe('a cell with several texts', () => {
  it('is read as it was written', () => {
    const text = nasty.filter((one) => one !== '');
    const check = property(array(text), dictionary(nasty, nasty), (texts, pairs) => {
      expect(splitList(joinList(texts))).toEqual(texts);
      expect(splitPairs(joinPairs(pairs))).toEqual({ pairs: { ...pairs } });
    });
    assert(check, { numRuns: 1000 });
  });

  it('takes what people type', () => {
    expect(splitList(' 4006381333931 ;; 96385074; ')).toEqual(['4006381333931', '96385074']);
    expect(splitPairs('size = L ;scent=Rose')).toEqual({ pairs: { size: 'L', scent: 'Rose' } });
    expect(splitPairs('size')).toEqual({ wrong: 'size' });
    expect(splitPairs('size=L; size=M')).toEqual({ wrong: 'size=M' });
  });
});
