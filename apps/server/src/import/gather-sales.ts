import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { AcceptedLine } from './judge-line.ts';
import { createSpool, type Spool } from './spool.ts';

/** Number of the file's line, item code, description where it differs from the item's, quantity in thousandths, price in micros, amount in minor units. */
const SaleLine = Type.Tuple([
  Type.Integer(),
  Type.String(),
  Type.Union([Type.String(), Type.Null()]),
  Type.Integer(),
  Type.Integer(),
  Type.Integer(),
]);

const ImportSale = Type.Object({
  /** Names the sale within its source. */
  key: Type.String(),
  /** From 0; above where a sale has more lines than one may have. */
  part: Type.Integer(),
  number: Type.Union([Type.String(), Type.Null()]),
  locationCode: Type.String(),
  currency: Type.String(),
  atMs: Type.Integer(),
  lines: Type.Array(SaleLine),
});

export type SaleLine = Static<typeof SaleLine>;
/** A sale, or a part of one that has more lines than a sale may have. */
export type ImportSale = Static<typeof ImportSale>;

const validator = Compile(ImportSale);

function parseSale(text: string): ImportSale {
  const value: unknown = JSON.parse(text);
  if (!validator.Check(value)) throw new Error('a spooled sale was damaged');
  return value;
}

/** As many as a sale may have. */
const mostLines = 1_000;
const ordered = (value: number): string => String(value).padStart(15, '0');
const mark = '\u0001';

/** What makes lines one sale: its number, or the day; always at one location and in one currency. */
function keyOf(line: AcceptedLine): string {
  return [line.saleNumber ?? line.day, line.locationCode, line.currency].join(mark);
}

export type SaleGatherer = {
  /** Adds a line of a sale, in the order of the file. `description` is null where the item's own is meant. */
  add(line: AcceptedLine, description: string | null): Promise<void> | undefined;
  /** No line follows. Answers how many sales (parts counted) there are. */
  finish(): Promise<number>;
  /** The sales in the order of their times; may be asked for again. */
  sales(): AsyncGenerator<ImportSale>;
  close(): Promise<void>;
};

/**
 * Puts lines together to sales, wherever in the file they stand, in constant memory: neighbours with the same key become a fragment,
 * fragments are sorted by key and joined, sales are sorted by time. A sale happened when its earliest line did. Its lines stand by
 * time, then by their place in the file.
 */
export function createSaleGatherer(memoryChars?: number): SaleGatherer {
  const fragments: Spool = createSpool(memoryChars);
  const sales: Spool = createSpool(memoryChars);
  let key = '';
  let current: ImportSale | undefined;
  let count = 0;
  let firstLine = 0;

  function flush(): Promise<void> | undefined {
    const first = current?.lines[0];
    if (current === undefined || first === undefined) return undefined;
    const text = JSON.stringify(current);
    const place = `${key}${mark}${ordered(current.atMs)}${ordered(first[0])}`;
    current = undefined;
    return fragments.add(place, text);
  }

  /** The parts of a sale stand together: all by the line that part 0 begins with. */
  async function store(sale: ImportSale): Promise<void> {
    count += 1;
    if (sale.part === 0) firstLine = sale.lines[0]?.[0] ?? 0;
    await sales.add(ordered(sale.atMs) + ordered(firstLine) + ordered(sale.part), JSON.stringify(sale));
  }

  return {
    add(line, description) {
      const its = keyOf(line);
      // Lines of different times stand in different fragments, so that sorting can put them in order.
      const closes =
        current !== undefined && (its !== key || line.atMs !== current.atMs || current.lines.length === mostLines);
      const flushed = closes ? flush() : undefined;
      key = its;
      current ??= {
        key: its,
        part: 0,
        number: line.saleNumber ?? null,
        locationCode: line.locationCode,
        currency: line.currency,
        atMs: line.atMs,
        lines: [],
      };
      current.lines.push([line.line, line.code, description, line.qtyMilli, line.priceMicro, line.amountMinor]);
      return flushed;
    },
    async finish() {
      await flush();
      let open: ImportSale | undefined;
      for await (const text of fragments.sorted()) {
        const fragment = parseSale(text);
        if (open !== undefined && open.key !== fragment.key) {
          await store(open);
          open = undefined;
        }
        if (open === undefined) {
          open = fragment;
          continue;
        }
        const room = mostLines - open.lines.length;
        open.lines.push(...fragment.lines.slice(0, room));
        if (fragment.lines.length > room) {
          await store(open);
          open = { ...open, part: open.part + 1, lines: fragment.lines.slice(room) };
        }
      }
      if (open !== undefined) await store(open);
      await fragments.close();
      return count;
    },
    async *sales() {
      for await (const text of sales.sorted()) yield parseSale(text);
    },
    async close() {
      await fragments.close();
      await sales.close();
    },
  };
}
