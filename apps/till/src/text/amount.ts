import { parseDecimal } from '@barrow/kernel';

/** An amount as people type it, with a comma or a point, in units of 10^-`digits`; null when it is none. */
export function amountOf(typed: string, digits: number): number | null {
  const western = typed.replace(/[٠-٩]/g, (digit) => String('٠١٢٣٤٥٦٧٨٩'.indexOf(digit)));
  const text = western
    .trim()
    .replace(/[\s’']/g, '')
    .replace(/[,٫]/g, '.');
  if (text === '' || text.split('.').length > 2) return null;
  const parsed = parseDecimal(text, digits);
  return parsed.ok ? parsed.value : null;
}
