import { parse } from 'csv-parse/sync';
import { assert, integer, property, string, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell } from '../../../platform/csv.ts';
import { orderCsv } from './order-csv.ts';
import { orderMessage } from './testing/order-message.ts';

const anyText = () => string({ unit: 'binary', maxLength: 20 }).filter((text) => !text.includes('\uFEFF'));

describe('the CSV of an order', () => {
  it('gives every text back to a reader of RFC 4180, save for the apostrophe before a formula', () => {
    assert(
      property(anyText(), anyText(), integer({ min: 1, max: 1e12 }), (itemName, address, qtyMilli) => {
        const message = orderMessage();
        const [line] = message.lines;
        const csv = orderCsv({
          ...message,
          shipTo: { ...message.shipTo, address },
          lines: line === undefined ? [] : [{ ...line, itemName, qtyMilli }],
        });
        const rows: unknown = parse(csv, { columns: true, record_delimiter: '\r\n' });
        const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
        expect(row).toMatchObject({
          order_number: message.number,
          item_name: neutralised(itemName),
          ship_to_address: neutralised(address),
        });
      }),
    );
  });

  it('has no cell that a spreadsheet takes for a formula', () => {
    assert(
      property(stringMatching(/^[=+\-@\t\r\n＝＋－＠][\s\S]*$/), (text) => {
        expect(csvCell(text)).toMatch(/^"?'/);
      }),
    );
    expect(csvCell('=HYPERLINK("http://x","y")')).toBe(`"'=HYPERLINK(""http://x"",""y"")"`);
  });

  it('writes quantities and costs as decimals', () => {
    const [, first] = orderCsv(orderMessage()).split('\r\n');
    expect(first).toBe(
      'PO-1007,1,SOAP-01,"Soap, lavender",4006381333931,12,each,1.255,EUR,2026-03-04,L01,Fern & Field Mitte,"Torstr. 1\n10119 Berlin"',
    );
  });
});

function neutralised(text: string): string {
  return /^'*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
