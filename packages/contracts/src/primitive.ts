import { Type } from 'typebox';

/** Building blocks of every schema. Each has a limit, so that no input is unbounded. */
export const uuid = (description?: string) =>
  Type.String({ format: 'uuid', ...(description === undefined ? {} : { description }) });
export const instant = (description?: string) =>
  Type.String({ format: 'date-time', maxLength: 40, ...(description === undefined ? {} : { description }) });
export const day = (description?: string) =>
  Type.String({ format: 'date', ...(description === undefined ? {} : { description }) });
/** A short text on one line. */
export const name = (maxLength = 200) => Type.String({ minLength: 1, maxLength });
/** A code people and machines type: SKU, location code, supplier's number. */
export const code = (maxLength = 64) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\s\\u0000-\\u001f](?:[^\\u0000-\\u001f]*[^\\s\\u0000-\\u001f])?$',
  });
export const text = (maxLength = 2000) => Type.String({ maxLength });

export const maxAmountMinor = 1_000_000_000_000;
export const maxQtyMilli = 1_000_000_000_000;
export const maxPriceMicro = 1_000_000_000_000_000;

export const amountMinor = (description = 'Minor units (cents) of the currency') =>
  Type.Integer({ minimum: -maxAmountMinor, maximum: maxAmountMinor, description });
export const positiveAmountMinor = (description = 'Minor units (cents) of the currency, not negative') =>
  Type.Integer({ minimum: 0, maximum: maxAmountMinor, description });
export const qtyMilli = (description = 'Thousandths of the unit of measure') =>
  Type.Integer({ minimum: -maxQtyMilli, maximum: maxQtyMilli, description });
export const positiveQtyMilli = (description = 'Thousandths of the unit of measure, more than 0') =>
  Type.Integer({ minimum: 1, maximum: maxQtyMilli, description });
export const priceMicro = (description = 'Millionths of the major unit of the currency') =>
  Type.Integer({ minimum: 0, maximum: maxPriceMicro, description });
export const currency = () => Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code' });
export const timeZone = () => Type.String({ maxLength: 64, description: 'IANA time zone, such as Europe/Berlin' });
