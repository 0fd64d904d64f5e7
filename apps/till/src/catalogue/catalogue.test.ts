import type { TillItem } from '@barrow/contracts';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';

const item = (itemId: string, name: string, more: Partial<TillItem> = {}): TillItem => ({
  itemId,
  sku: itemId.toUpperCase(),
  name,
  unit: 'each',
  category: '',
  taxClass: 'standard',
  isSold: true,
  codes: [],
  prices: [],
  ...more,
});
const catalogue = createCatalogue([
  item('a1', 'Rose soap', { category: 'Soap', codes: [{ code: '4006381333931', packMilli: 1_000 }] }),
  item('b2', 'Soap dish', { category: 'Bath' }),
  item('c3', 'Liquid soap, 6 pack', { category: 'Soap', codes: [{ code: '00012345600012', packMilli: 6_000 }] }),
]);

describe('the catalogue of a till', () => {
  it('finds what was scanned, whatever zeros a GTIN is filled up with, and what a pack holds', () => {
    expect(catalogue.byCode('4006381333931')?.item.itemId).toBe('a1');
    expect(catalogue.byCode('04006381333931')?.item.itemId).toBe('a1');
    expect(catalogue.byCode('12345600012')).toMatchObject({ item: { itemId: 'c3' }, packMilli: 6_000 });
    expect(catalogue.byCode(' b2 ')?.item.itemId).toBe('b2');
    expect(catalogue.byCode('999')).toBe(undefined);
  });

  it('finds by all words that are typed, what begins so first', () => {
    expect(catalogue.search('soap', 10).map(({ itemId }) => itemId)).toEqual(['b2', 'c3', 'a1']);
    expect(catalogue.search('SOAP 6', 10).map(({ itemId }) => itemId)).toEqual(['c3', 'a1']);
    expect(catalogue.search('soap', 1)).toHaveLength(1);
    expect(catalogue.search('  ', 10)).toEqual([]);
  });

  it('knows its categories', () => {
    expect(catalogue.categories).toEqual(['Bath', 'Soap']);
    expect(catalogue.inCategory('Soap').map(({ itemId }) => itemId)).toEqual(['c3', 'a1']);
  });
});
