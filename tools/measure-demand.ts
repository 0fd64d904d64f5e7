/**
 * Prints the figures of the real sets that the demo network's demand is fitted to (apps/server/src/demo/README.md).
 * Usage: node tools/measure-demand.ts FOLDER, where FOLDER holds the files named below; each absent one is reported and skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { must, weekdayOf } from '../packages/kernel/src/index.ts';
import {
  demandClasses,
  indices,
  popularityFigures,
  seriesFigures,
  slopeOf,
  ticketFigures,
} from '../apps/server/src/demo/shape-figures.ts';

type Line = { ticket: string; day: string; hour: number; item: string; units: number };

const folder = process.argv[2] ?? '../shared/data';

function read(file: string): string[][] | undefined {
  const path = join(folder, file);
  if (!existsSync(path)) {
    console.warn(`${path} is absent: skipped`);
    return undefined;
  }
  return gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n').slice(1).map(cells);
}

function cells(row: string): string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1] ?? match[2] ?? '');
}

function bump<Key>(map: Map<Key, number>, key: Key, by = 1): void {
  map.set(key, (map.get(key) ?? 0) + by);
}

function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'number' ? Number(inner.toFixed(3)) : inner)),
  );
}

/** Figures of one location's tickets. A series begins at its item's first sale and ends at its last; closed days are left out. */
function describe(name: string, lines: readonly Line[]): void {
  const dayUnits = new Map<string, number>();
  const items = new Map<string, Map<string, number>>();
  const volumes = new Map<string, number>();
  const tickets = new Map<string, Set<string>>();
  const hours = Array.from({ length: 24 }, () => 0);
  const ticketDay = new Map<string, Line>();
  for (const line of lines) {
    bump(dayUnits, line.day, line.units);
    let days = items.get(line.item);
    if (days === undefined) items.set(line.item, (days = new Map()));
    bump(days, line.day, line.units);
    bump(volumes, line.item, line.units);
    let set = tickets.get(line.ticket);
    if (set === undefined) tickets.set(line.ticket, (set = new Set()));
    set.add(line.item);
    ticketDay.set(line.ticket, line);
  }
  for (const { hour } of ticketDay.values()) hours[hour] = must(hours[hour], 'hour') + 1;
  const days = [...dayUnits.keys()].toSorted();
  const series = [...items.values()].map((sold) => {
    const first = days.findIndex((day) => sold.has(day));
    const last = days.findLastIndex((day) => sold.has(day));
    return days.slice(first, last + 1).map((day) => sold.get(day) ?? 0);
  });
  const weekday = Array.from({ length: 7 }, (_, index) => {
    const those = days.filter((day) => weekdayOf(day) === index + 1);
    return those.length < 4 ? 0 : those.reduce((sum, day) => sum + must(dayUnits.get(day), day), 0) / those.length;
  });
  const months = Array.from({ length: 12 }, (_, index) => {
    const those = days.filter((day) => Number(day.slice(5, 7)) === index + 1);
    return those.length === 0 ? 0 : those.reduce((sum, day) => sum + must(dayUnits.get(day), day), 0) / those.length;
  });
  console.log(
    name,
    JSON.stringify(
      rounded({
        tickets: tickets.size,
        items: items.size,
        days: days.length,
        linesPerTicket: ticketFigures([...tickets.values()].map((set) => set.size)),
        unitsPerLine:
          [...dayUnits.values()].reduce((a, b) => a + b, 0) / [...tickets.values()].reduce((a, set) => a + set.size, 0),
        ...popularityFigures([...volumes.values()]),
        ...seriesFigures(series),
        weekday: indices(weekday),
        months: indices(months),
        hourShare: hours.map((count) => count / tickets.size),
        trendPerYear: slopeOf(
          days.map((_, index) => index / 365),
          days.map((day) => Math.log(must(dayUnits.get(day), day))),
        ),
      }),
      null,
      0,
    ),
  );
}

const bread = read('breadbasket.csv.gz');
if (bread !== undefined) {
  describe(
    'breadbasket',
    bread
      .filter((row) => row[3] !== 'NONE')
      .map(([day = '', time = '', ticket = '', item = '']) => ({
        ticket,
        day,
        hour: Number(time.slice(0, 2)),
        item,
        units: 1,
      })),
  );
}
const pizza = read('pizza_place_2015.csv.gz');
if (pizza !== undefined) {
  describe(
    'pizza_place_2015',
    pizza.map(([ticket = '', day = '', time = '', item = '', units = '1']) => ({
      ticket,
      day,
      hour: Number(time.slice(0, 2)),
      item,
      units: Number(units),
    })),
  );
}
const uci = read('online_retail_uci.csv.gz');
if (uci !== undefined) {
  describe(
    'online_retail_uci',
    uci
      .filter(
        (row) => !must(row[0], 'invoice').startsWith('C') && Number(row[3]) > 0 && /^\d{5}/.test(must(row[1], 'code')),
      )
      .map(([ticket = '', item = '', , units = '0', at = '']) => ({
        ticket,
        day: at.slice(0, 10),
        hour: Number(at.slice(11, 13)),
        item,
        units: Math.min(Number(units), 50),
      })),
  );
}
const m5 = read('m5_tiny.csv.gz');
if (m5 !== undefined) {
  const series = new Map<string, number[]>();
  const weekday = Array.from({ length: 7 }, () => 0);
  const months = new Map<string, number>();
  const years = new Map<string, number>();
  const volumes = new Map<string, number>();
  let zeros = 0;
  const events = new Map<string, number>();
  for (const row of m5) {
    const key = `${row[0]} ${row[3]}`;
    const units = Number(row[5]);
    if (units === 0) zeros += 1;
    let values = series.get(key);
    if (values === undefined) series.set(key, (values = []));
    if (units > 0 || values.length > 0) values.push(units);
    const day = must(row[6], 'date');
    weekday[weekdayOf(day) - 1] = must(weekday[weekdayOf(day) - 1], 'weekday') + units;
    bump(months, day.slice(5, 7), units);
    bump(years, day.slice(0, 4), units);
    bump(volumes, must(row[0], 'item'), units);
    if (row[12] !== '') bump(events, must(row[12], 'event'), units);
  }
  console.log(
    'm5_tiny',
    JSON.stringify(
      rounded({
        zeroShareOfAllCells: zeros / m5.length,
        ...seriesFigures([...series.values()]),
        ...popularityFigures([...volumes.values()]),
        weekday: indices(weekday),
        months: indices([...months.entries()].toSorted(([a], [b]) => a.localeCompare(b)).map(([, units]) => units)),
        years: Object.fromEntries(years),
      }),
    ),
  );
}
const parts = read('carparts.csv.gz');
if (parts !== undefined) {
  console.log(
    'carparts (monthly)',
    JSON.stringify(
      rounded(
        demandClasses(
          parts.map((row) =>
            row
              .slice(1)
              .filter((text) => text !== 'NA' && text !== '')
              .map(Number),
          ),
        ),
      ),
    ),
  );
}
