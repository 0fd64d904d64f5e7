import { units, type Item, type ItemInput } from '@barrow/contracts';

/** An item as a form holds it. */
export type ItemDraft = {
  readonly name: string;
  readonly sku: string;
  readonly category: string;
  readonly unit: Item['unit'];
  readonly taxClass: string;
  readonly packMilli: number | undefined;
  readonly shelfLifeDays: number | undefined;
  readonly gtins: string;
  readonly otherCodes: string;
  readonly retired: boolean;
};

const defaultPackMilli = 1000;

export function itemDraftOf(item: Item | undefined): ItemDraft {
  return {
    name: item?.name ?? '',
    sku: item?.sku ?? '',
    category: item?.category ?? '',
    unit: item?.unit ?? 'each',
    taxClass: item?.taxClass ?? 'standard',
    packMilli: item?.packMilli ?? defaultPackMilli,
    shelfLifeDays: item?.shelfLifeDays ?? undefined,
    gtins: item?.gtins.join(', ') ?? '',
    otherCodes: item?.otherCodes.join(', ') ?? '',
    retired: item?.status === 'retired',
  };
}

function codesOf(list: string): string[] {
  return list
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '');
}

export function itemInputOf(draft: ItemDraft): ItemInput {
  return {
    name: draft.name.trim(),
    sku: draft.sku.trim(),
    category: draft.category.trim(),
    unit: draft.unit,
    taxClass: draft.taxClass.trim(),
    packMilli: draft.packMilli ?? defaultPackMilli,
    shelfLifeDays: draft.shelfLifeDays ?? null,
    gtins: codesOf(draft.gtins),
    otherCodes: codesOf(draft.otherCodes),
    status: draft.retired ? 'retired' : 'active',
  };
}

export function unitFrom(value: string): Item['unit'] {
  return units.find((unit) => unit === value) ?? 'each';
}
