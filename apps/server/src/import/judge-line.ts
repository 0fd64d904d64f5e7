import { maxAmountMinor, maxPriceMicro, maxQtyMilli } from '@barrow/contracts';
import { amountMinor, businessDay, dayMs, parseDecimal } from '@barrow/kernel';
import type { CsvRecord } from './csv-records.ts';
import { mappingFault, type ColumnField, type Mapping } from './mapping.ts';
import { compileCondition } from './match-condition.ts';
import type { Layout } from './recognise-layout.ts';
import { createTimeReader } from './time-format.ts';

/** A line that becomes a line of a sale. Quantity in thousandths, negative for a return; price in micros. */
export type AcceptedLine = {
  readonly line: number;
  readonly saleNumber: string | undefined;
  readonly locationCode: string;
  readonly currency: string;
  readonly atMs: number;
  /** The local calendar day, for layouts that make a sale of a day. */
  readonly day: string;
  readonly code: string;
  readonly description: string;
  readonly category: string;
  readonly qtyMilli: number;
  readonly priceMicro: number;
  readonly amountMinor: number;
};

export type RejectedLine = { readonly line: number; readonly reason: string; readonly detail: string };
export type Judgement =
  | { readonly accepted: AcceptedLine; readonly rejected?: undefined }
  | { readonly rejected: RejectedLine; readonly accepted?: undefined };

export type JudgeOptions = {
  readonly mapping: Mapping;
  readonly layout: Layout;
  /** Location for all lines, instead of a column. */
  readonly locationCode?: string | undefined;
  readonly currency?: string | undefined;
  readonly nowMs: number;
};

const earliestMs = Date.UTC(2000, 0, 1);
const replacement = '\ufffd';

/** Below are the control characters. */
const space = 32;

/** A code as `contracts` has it. Callers trimmed it. */
function isCode(text: string, longest: number): boolean {
  if (text === '' || text.length > longest) return false;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < space) return false;
  return true;
}

/**
 * Judges lines: each is accepted, or rejected with the first reason that holds, in this order: malformed, bad-encoding, column-count,
 * blank-line; no-sale-number, no-item, bad-item, bad-location, bad-currency, bad-quantity, zero-quantity, bad-price, bad-time; negative-price,
 * unmarked-negative, return-not-negative; then the mapping's own, in its order. Throws IMPORT_MAPPING when the
 * mapping contradicts itself or leaves location or currency open.
 */
export function createJudge({
  mapping,
  layout,
  locationCode,
  currency,
  nowMs,
}: JudgeOptions): (record: CsvRecord) => Judgement {
  const readTime = createTimeReader(mapping.time.formats, mapping.time.minutesWithoutTime);
  const zones = Object.entries(mapping.time.zoneByLocation ?? {}).map(([pattern, zone]) => ({
    pattern: new RegExp(pattern, 'u'),
    zone,
  }));
  const rules = mapping.reject.map(({ reason, when }, index) => ({
    reason,
    matches: compileCondition(when, layout, `/reject/${index}/when`),
  }));
  const isReturn =
    mapping.returns === undefined ? undefined : compileCondition(mapping.returns.when, layout, '/returns/when');
  const fixedLocation = locationCode ?? (layout.positions.has('location') ? undefined : mapping.location.code);
  if (fixedLocation === undefined && !layout.positions.has('location'))
    throw mappingFault(
      'The file has no column for the location: give --location CODE.',
      '/columns/location',
      'is missing',
    );
  const fixedCurrency = currency ?? (layout.positions.has('currency') ? undefined : mapping.currency);
  if (fixedCurrency === undefined && !layout.positions.has('currency'))
    throw mappingFault('Neither file nor mapping names a currency: give --currency CODE.', '/currency', 'is missing');

  const textOf = (record: CsvRecord, field: ColumnField): string => {
    const position = layout.positions.get(field);
    return position === undefined ? '' : (record.fields[position] ?? '').trim();
  };
  const numberOf = (text: string, digits: number): number | undefined => {
    const whole = mapping.thousandsMark === undefined ? text : text.replaceAll(mapping.thousandsMark, '');
    const parsed = parseDecimal(mapping.decimalMark === ',' ? whole.replace(',', '.') : whole, digits);
    return parsed.ok ? parsed.value : undefined;
  };
  const zoneOf = (code: string): string => zones.find(({ pattern }) => pattern.test(code))?.zone ?? mapping.time.zone;
  const zoneCache = new Map<string, string>();
  const cachedZone = (code: string): string => {
    let zone = zoneCache.get(code);
    if (zone === undefined) zoneCache.set(code, (zone = zoneOf(code)));
    return zone;
  };

  function shapeProblem(record: CsvRecord): { reason: string; detail: string } | undefined {
    if (record.malformed !== undefined) return { reason: 'malformed', detail: record.malformed };
    if (record.fields.length === 1 && record.fields[0]?.trim() === '') return { reason: 'blank-line', detail: '' };
    if (record.fields.length !== layout.header.length)
      return { reason: 'column-count', detail: `${record.fields.length} columns instead of ${layout.header.length}` };
    if (record.fields.some((field) => field.includes(replacement)))
      return { reason: 'bad-encoding', detail: `bytes that are no ${mapping.encoding}` };
    return undefined;
  }

  return (record) => {
    const { line } = record;
    const reject = (reason: string, detail: string): Judgement => ({ rejected: { line, reason, detail } });
    const shape = shapeProblem(record);
    if (shape !== undefined) return reject(shape.reason, shape.detail);
    const saleNumber = mapping.columns.sale === undefined ? undefined : textOf(record, 'sale');
    if (saleNumber !== undefined && !isCode(saleNumber, 64)) return reject('no-sale-number', saleNumber.slice(0, 64));
    const code = textOf(record, 'item');
    if (code === '') return reject('no-item', '');
    if (!isCode(code, 64)) return reject('bad-item', code.slice(0, 64));
    const location = fixedLocation ?? textOf(record, 'location');
    if (!isCode(location, 32)) return reject('bad-location', location.slice(0, 64));
    const money = fixedCurrency ?? textOf(record, 'currency').toUpperCase();
    if (!/^[A-Z]{3}$/.test(money)) return reject('bad-currency', money.slice(0, 64));
    const written = numberOf(textOf(record, 'quantity'), 3);
    if (written === undefined || Math.abs(written) > maxQtyMilli)
      return reject('bad-quantity', textOf(record, 'quantity').slice(0, 64));
    if (written === 0) return reject('zero-quantity', '');
    const priceMicro = numberOf(textOf(record, 'price'), 6);
    if (priceMicro === undefined || Math.abs(priceMicro) > maxPriceMicro)
      return reject('bad-price', textOf(record, 'price').slice(0, 64));
    const zone = cachedZone(location);
    const atMs = readTime(textOf(record, 'time'), zone);
    if (atMs === undefined || atMs < earliestMs || atMs > nowMs + dayMs)
      return reject('bad-time', textOf(record, 'time').slice(0, 64));
    if (priceMicro < 0) return reject('negative-price', textOf(record, 'price'));
    const judged = { fields: record.fields, qtyMilli: written, priceMicro };
    const marked = isReturn?.(judged) === true;
    if (isReturn !== undefined && !marked && written < 0)
      return reject('unmarked-negative', textOf(record, 'quantity'));
    if (marked && mapping.returns?.writtenAs === 'negative' && written > 0)
      return reject('return-not-negative', textOf(record, 'quantity'));
    const rule = rules.find(({ matches }) => matches(judged));
    if (rule !== undefined) return reject(rule.reason, code);
    const qtyMilli = marked && mapping.returns?.writtenAs === 'positive' ? -written : written;
    const amount = amountOf(priceMicro, qtyMilli, money);
    if (amount === undefined) return reject('bad-price', 'the amount is too large');
    return {
      accepted: {
        line,
        saleNumber,
        locationCode: location,
        currency: money,
        atMs,
        day: mapping.oneSale === 'per-location-and-day' ? businessDay(atMs, zone, 0) : '',
        code,
        description: textOf(record, 'description').slice(0, 200),
        category: textOf(record, 'category').slice(0, 100),
        qtyMilli,
        priceMicro,
        amountMinor: amount,
      },
    };
  };
}

/** Undefined when it is beyond what a sale may hold. */
function amountOf(priceMicro: number, qtyMilli: number, currency: string): number | undefined {
  // the product is exact or huge; either way the comparison holds
  if (Math.abs(priceMicro * qtyMilli) / 1e9 > maxAmountMinor) return undefined;
  const amount = amountMinor(priceMicro, qtyMilli, currency);
  return Math.abs(amount) > maxAmountMinor ? undefined : amount;
}
