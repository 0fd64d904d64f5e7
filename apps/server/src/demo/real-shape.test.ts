import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { must, weekdayOf } from '@barrow/kernel';
import { describe, expect, it } from 'vitest';
import { linesShares, weekdayShape } from './demand-shape.ts';
import { indices, ticketFigures } from './shape-figures.ts';

const folder = process.env['BARROW_SHARED'] ?? join(import.meta.dirname, '../../../../../shared');
const bread = join(folder, 'data/breadbasket.csv.gz');
const pizza = join(folder, 'data/pizza_place_2015.csv.gz');
const absent = [bread, pizza].filter((path) => !existsSync(path));
if (absent.length > 0)
  console.warn(`skipped: the constants of the demo's demand against real sets (absent: ${absent.join(', ')})`);

type Row = { readonly ticket: string; readonly day: string; readonly item: string };

function rows(path: string, columns: readonly [ticket: number, day: number, item: number]): Row[] {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n').slice(1);
  return lines
    .map((line) => {
      const cells = line.replaceAll('"', '').split(',');
      const [ticket, day, item] = columns.map((column) => must(cells[column], 'cell'));
      return { ticket: must(ticket, 'ticket'), day: must(day, 'day'), item: must(item, 'item') };
    })
    .filter(({ item }) => item !== 'NONE');
}

function sharesOfLines(all: readonly Row[]): readonly number[] {
  const tickets = new Map<string, Set<string>>();
  for (const { ticket, item } of all) tickets.set(ticket, (tickets.get(ticket) ?? new Set()).add(item));
  return ticketFigures([...tickets.values()].map((items) => items.size)).shares;
}

function weekdayIndices(all: readonly Row[]): number[] {
  const days = new Map<string, number>();
  for (const { day } of all) days.set(day, (days.get(day) ?? 0) + 1);
  return indices(
    [1, 2, 3, 4, 5, 6, 7].map((weekday) => {
      const those = [...days].filter(([day]) => weekdayOf(day) === weekday);
      return those.reduce((sum, [, lines]) => sum + lines, 0) / those.length;
    }),
  );
}

describe.skipIf(absent.length > 0)('the constants of the demo’s demand', () => {
  it('deal lines to tickets as the bakery and the pizza place do', () => {
    const sets = [sharesOfLines(rows(bread, [2, 0, 3])), sharesOfLines(rows(pizza, [0, 1, 3]))];
    for (const [index, share] of linesShares.entries()) {
      const real = sets.reduce((sum, shares) => sum + must(shares[index], 'share'), 0) / sets.length;
      expect(Math.abs(share - real)).toBeLessThan(0.01);
    }
  });

  it('give a kiosk the pizza place’s week', () => {
    for (const [index, real] of weekdayIndices(rows(pizza, [0, 1, 3])).entries()) {
      expect(Math.abs(must(weekdayShape.kiosk[index], 'weekday') - real)).toBeLessThan(0.02);
    }
  });

  it('give a shop a week between the bakery’s and an even one, with its peak on the same day', () => {
    const real = weekdayIndices(rows(bread, [2, 0, 3]));
    const shop: readonly number[] = weekdayShape.shop;
    expect(shop.indexOf(Math.max(...shop))).toBe(real.indexOf(Math.max(...real)));
    for (const [index, share] of shop.entries())
      expect(Math.abs(share - must(real[index], 'weekday'))).toBeLessThan(0.2);
  });
});
