import type { TillPlace } from '@barrow/contracts';
import { createContext, use } from 'react';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Staff } from '../money/complete-sale.ts';
import type { Device } from '../store/database.ts';

/** What every screen of an enrolled till stands on. */
export type Till = {
  readonly device: Device;
  readonly place: TillPlace;
  readonly catalogue: Catalogue;
  readonly staff: Staff;
  /** Whether who works may change prices and void: managers, and whoever works at a till without staff. */
  readonly isManager: boolean;
};

export const TillContext = createContext<Till | null>(null);

export function useTill(): Till {
  const till = use(TillContext);
  if (till === null) throw new Error('a screen outside of the till');
  return till;
}
