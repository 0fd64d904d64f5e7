import { formatDecimal, minorDigitsOf } from '@barrow/kernel';
import type { CurrencyTotal } from './scan-file.ts';

/** What an import did, for people and, as JSON, for programs. Every line read is stored, a duplicate or rejected with one reason. */
export type ImportReport = {
  readonly file: string;
  readonly mapping: string;
  readonly source: string;
  readonly dryRun: boolean;
  /** `stopped`: the same command goes on where it stopped. */
  readonly status: 'complete' | 'stopped';
  readonly lines: {
    readonly read: number;
    readonly stored: number;
    readonly duplicate: number;
    readonly rejected: number;
    readonly waiting: number;
  };
  readonly rejectedByReason: Readonly<Record<string, number>>;
  readonly sales: {
    readonly read: number;
    readonly stored: number;
    readonly duplicate: number;
    readonly refused: number;
  };
  readonly locations: number;
  readonly items: { readonly read: number; readonly created: number };
  readonly opening: { readonly documents: number; readonly lines: number; readonly qtyMilli: number } | null;
  /** Of the accepted lines, by currency. */
  readonly totals: Readonly<Record<string, CurrencyTotal>>;
  readonly resumedAtSale: number;
  readonly seconds: number;
  readonly linesPerSecond: number;
};

const counted = (value: number): string => value.toLocaleString('en-GB');

/** The report as text. */
export function describeReport(report: ImportReport): string {
  const { lines, sales } = report;
  const rows: [string, string][] = [
    ['layout', report.mapping],
    ['lines read', counted(lines.read)],
    [report.dryRun ? 'would be stored' : 'stored', counted(lines.stored)],
    ...(lines.duplicate === 0 ? [] : [['stored before', counted(lines.duplicate)] satisfies [string, string]]),
    ...(lines.waiting === 0 ? [] : [['still to come', counted(lines.waiting)] satisfies [string, string]]),
    ['rejected', counted(lines.rejected)],
    ...Object.entries(report.rejectedByReason).map(([reason, count]): [string, string] => [
      `  ${reason}`,
      counted(count),
    ]),
    [
      'sales',
      `${counted(sales.read)}${sales.duplicate === 0 ? '' : `, ${counted(sales.duplicate)} of them stored before`}`,
    ],
    [
      'items',
      `${counted(report.items.read)}${report.items.created === 0 ? '' : `, ${counted(report.items.created)} of them new`}`,
    ],
    ['locations', counted(report.locations)],
    ...(report.opening === null
      ? []
      : [
          [
            'opening stock',
            `${counted(report.opening.qtyMilli / 1000)} units of ${counted(report.opening.lines)} items at locations`,
          ] satisfies [string, string],
        ]),
    ...Object.entries(report.totals).map(([currency, total]): [string, string] => [
      `total ${currency}`,
      `${formatDecimal(total.amountMinor, minorDigitsOf(currency), minorDigitsOf(currency))}; ${formatDecimal(total.soldMilli, 3)} units sold, ${formatDecimal(total.returnedMilli, 3)} returned`,
    ]),
    ['time', `${report.seconds.toFixed(1)} s, ${counted(report.linesPerSecond)} lines a second`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')}\n`;
}
