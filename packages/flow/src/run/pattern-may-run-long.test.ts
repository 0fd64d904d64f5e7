import { expect, test } from 'vitest';
import { patternMayRunLong } from './pattern-may-run-long.ts';

test('patterns that can match in very many ways are told from those that cannot', () => {
  for (const text of ['com.shop.sale', 'com\\.shop\\.(sale|void)\\..*', 'a+b*'])
    expect(patternMayRunLong(text)).toBe(false);
  for (const text of ['(a+)+b', '(a|aa)*b', '(.*)*', 'a*a*a*b', '(x+x+){2,}y'])
    expect(patternMayRunLong(text)).toBe(true);
});
