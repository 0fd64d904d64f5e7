import { createHash } from 'node:crypto';
import type { TillPlace } from '@barrow/contracts';
import type { Tx } from '../../platform/postgres.ts';
import { readPromotions } from '../catalogue/index.ts';
import { organisationOf } from '../identity/index.ts';
import { readLocation } from '../network/index.ts';
import type { Series } from './series.ts';
import { readStaffOf } from './staff.ts';

/** Longer than the backups that people keep to restore a server from. */
const keepDays = 14;
const graceDays = 14;

/** What a till must know of its place, and which version of that it is: small, so it is told whole when anything differs. */
export async function placeShape(tx: Tx, series: Series): Promise<{ version: string; value: TillPlace }> {
  const location = await readLocation(tx, series.locationId);
  const [organisation, staff, promotions, taxes] = await Promise.all([
    organisationOf(tx),
    readStaffOf(tx, series.locationId),
    readPromotions(tx, series.locationId),
    tx.rows<{ tax_class: string; code: string; rate_ppm: number; first_day: string }>(
      `select tax_class, code, rate_ppm, first_day from catalogue.tax_rate where org_id = $1 and region = $2 order by tax_class, code, first_day`,
      [tx.orgId, location.taxRegion],
      'taxes-of-till',
    ),
  ]);
  const value: TillPlace = {
    organisation: organisation.name,
    deviceCode: series.code,
    location: {
      locationId: location.locationId,
      code: location.code,
      name: location.name,
      address: location.address,
      timeZone: location.timeZone,
      currency: location.currency,
      cutoffMinutes: location.cutoffMinutes,
      taxInclusive: location.taxInclusive,
      taxRounding: location.taxRounding,
      cashStepMinor: location.cashStepMinor,
    },
    taxes: taxes.map((row) => ({
      taxClass: row.tax_class,
      code: row.code,
      ratePpm: row.rate_ppm,
      firstDay: row.first_day,
    })),
    promotions: [...promotions],
    staff: [...staff.values()].map(({ staffId, name, role, pin }) => ({ staffId, name, role, pin })),
    keepDays,
    graceDays,
  };
  const version = createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
  return { version, value };
}
