import type { TillItem } from '@barrow/contracts';

/** All that is sold here, held in memory, so that a scan looks nothing up in a store. */
export type Catalogue = {
  readonly size: number;
  /** The item of a code as it was scanned or typed, with how much of it the code stands for. */
  byCode(code: string): { readonly item: TillItem; readonly packMilli: number } | undefined;
  byId(itemId: string): TillItem | undefined;
  /** Items whose name, number or code has every word that is typed; those that begin so first. */
  search(words: string, atMost: number): readonly TillItem[];
  /** The first by name. */
  first(atMost: number): readonly TillItem[];
  /** Categories with something in them, by name. */
  readonly categories: readonly string[];
  inCategory(category: string): readonly TillItem[];
};

type Entry = { readonly item: TillItem; readonly text: string };

/** A code as it is compared: upper case, and GTINs without the zeros that make them 14 digits. */
function plain(code: string): string {
  const text = code.trim().toUpperCase();
  return /^\d+$/.test(text) ? text.replace(/^0+/, '') : text;
}

export function createCatalogue(items: readonly TillItem[]): Catalogue {
  const ids = new Map(items.map((item) => [item.itemId, item]));
  const codes = new Map<string, { readonly item: TillItem; readonly packMilli: number }>();
  for (const item of items) {
    codes.set(plain(item.sku), { item, packMilli: 1_000 });
    for (const { code, packMilli } of item.codes) codes.set(plain(code), { item, packMilli });
  }
  const entries: Entry[] = items
    .map((item) => ({
      item,
      text: `${item.name} ${item.sku} ${item.codes.map(({ code }) => code).join(' ')}`.toLowerCase(),
    }))
    .toSorted((a, b) => (a.item.name < b.item.name ? -1 : 1));
  const byCategory = Map.groupBy(entries, ({ item }) => item.category);
  return {
    size: items.length,
    byCode: (code) => codes.get(plain(code)),
    byId: (itemId) => ids.get(itemId),
    search(words, atMost) {
      const wanted = words
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== '');
      const [first] = wanted;
      if (first === undefined) return [];
      const found: TillItem[] = [];
      const begin: TillItem[] = [];
      for (const { item, text } of entries) {
        if (!wanted.every((word) => text.includes(word))) continue;
        (text.startsWith(first) ? begin : found).push(item);
        if (begin.length >= atMost) break;
      }
      return [...begin, ...found].slice(0, atMost);
    },
    first: (atMost) => entries.slice(0, atMost).map(({ item }) => item),
    categories: [...byCategory.keys()].filter((category) => category !== '').toSorted((a, b) => (a < b ? -1 : 1)),
    inCategory: (category) => (byCategory.get(category) ?? []).map(({ item }) => item),
  };
}
