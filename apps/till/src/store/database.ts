import type { FactVerdict, SignedFact, TillItem, TillPlace, DeviceStanding } from '@barrow/contracts';
import type { BasketLine, PricedLine } from '@barrow/selling';
import type { Link } from '@barrow/sync';
import { Dexie, type EntityTable } from 'dexie';

/** The enrolled device. The key cannot be taken out of the browser. */
export type Device = {
  readonly deviceId: string;
  readonly seriesId: string;
  readonly name: string;
  readonly code: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: JsonWebKey;
};

/** A fact with what became of it. `open`: not decided yet. */
export type StoredFact = Omit<SignedFact, 'signature'> & {
  /** Null until it is signed, right after it was stored. */
  readonly signature: string | null;
  readonly isSigned: 0 | 1;
  readonly verdict: FactVerdict['status'] | 'open';
  readonly judgedAtMs: number;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** A refused fact that a later one replaced: 1. */
  readonly isSettled: 0 | 1;
};

/** A receipt that this till knows: what can be shown, printed and given back without the server. */
export type KnownReceipt = {
  readonly saleId: string;
  readonly number: string;
  readonly atMs: number;
  readonly currency: string;
  readonly totalMinor: number;
  readonly roundingMinor: number;
  readonly changeMinor: number;
  readonly lines: readonly (PricedLine & {
    readonly itemId: string;
    readonly description: string;
    readonly unitPriceMicro: number;
    readonly returnOf?: { readonly saleId: string; readonly lineNo: number };
  })[];
  readonly taxes: readonly { readonly code: string; readonly ratePpm: number; readonly taxMinor: number }[];
  readonly payments: readonly { readonly method: string; readonly amountMinor: number }[];
  readonly staffName: string | null;
  readonly voided: boolean;
};

export type HeldBasket = {
  readonly basketId: string;
  readonly lines: readonly BasketLine[];
  readonly changedAtMs: number;
};

export type Shift = {
  readonly shiftId: string;
  readonly openedAtMs: number;
  readonly floatMinor: number;
  /** Cash of sales and of what was put in and taken out since: kept up to date, so that closing reads one row whatever the day's volume. */
  readonly cashMinor: number;
  readonly sales: number;
  readonly totalMinor: number;
  readonly byMethod: Readonly<Record<string, number>>;
};

/** What there is one of. */
export type Single = {
  readonly device: Device;
  readonly link: Link;
  readonly sync: { readonly epoch: string | null; readonly decidedSeq: number; readonly standing: DeviceStanding };
  readonly contact: { readonly atMs: number; readonly offsetMs: number };
  readonly place: { readonly version: string; readonly value: TillPlace };
  readonly round: { readonly cursor: string | undefined; readonly number: number };
  readonly shift: Shift;
};
type SingleRow = { readonly name: keyof Single; readonly value: Single[keyof Single] };

class TillDatabase extends Dexie {
  declare singles: EntityTable<SingleRow, 'name'>;
  declare facts: EntityTable<StoredFact, 'seq'>;
  declare items: EntityTable<TillItem & { readonly round: number }, 'itemId'>;
  declare receipts: EntityTable<KnownReceipt, 'saleId'>;
  declare baskets: EntityTable<HeldBasket, 'basketId'>;

  constructor() {
    // What was shown as sold must outlive a battery that dies the moment after.
    super('barrow-till', { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      singles: 'name',
      facts: 'seq, verdict, isSigned, [verdict+seq]',
      items: 'itemId, round',
      receipts: 'saleId, &number, atMs',
      baskets: 'basketId, changedAtMs',
    });
  }
}

export const database = new TillDatabase();

/** What there is one of; undefined before it is there. */
export async function readSingle<Name extends keyof Single>(name: Name): Promise<Single[Name] | undefined> {
  const row = await database.singles.get(name);
  return row?.value as Single[Name] | undefined;
}

export async function writeSingle<Name extends keyof Single>(name: Name, value: Single[Name]): Promise<void> {
  await database.singles.put({ name, value });
}
