import { mayDo } from '@barrow/contracts';
import { personalField } from '@barrow/flow';
import type { Grant } from '../../platform/action.ts';

const mask = '•••';
const mailAddress = /[^\s@"'<>(),;:]+@[^\s@"'<>(),;:]+\.[a-z]{2,}/gi;

/** Data of a run as this grant may see it: who may not read personal data sees it masked. */
export function shownTo({ role }: Pick<Grant, 'role'>): (data: unknown) => unknown {
  return mayDo(role, 'flow.read-personal') ? (data) => data : maskPersonal;
}

/**
 * Masks what is personal: fields named as such, whole, and mail addresses in any text. Shapes stay as they are, so that a step can still
 * be followed. What is empty stays empty.
 */
export function maskPersonal(data: unknown): unknown {
  if (typeof data === 'string') return data.replaceAll(mailAddress, mask);
  if (Array.isArray(data)) return data.map(maskPersonal);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, personalField.test(name) ? masked(value) : maskPersonal(value)]),
  );
}

function masked(value: unknown): unknown {
  if (value === null || value === '' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value === 'object') return Object.fromEntries(Object.keys(value).map((name) => [name, mask]));
  return mask;
}
