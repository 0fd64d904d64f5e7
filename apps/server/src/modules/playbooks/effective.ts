import { effectiveValues, type EffectiveValues } from '@barrow/playbook';
import type { Tx } from '../../platform/postgres.ts';
import { readLocation } from '../network/index.ts';
import { readInstallations, type Installation } from './installations.ts';
import { readOverrides } from './overrides.ts';
import { shippedPlaybook } from './shipped.ts';

export type Effective = EffectiveValues & { readonly installation: Installation | undefined };

/**
 * The values of a playbook at a location, or of the organisation; those of its standard where it is not installed. The questions are those
 * of the installed version: an upgrade of the server changes nothing before the playbook is upgraded.
 */
export async function readEffective(
  tx: Tx,
  playbook: string,
  locationId: string | undefined,
  nowMs: number,
): Promise<Effective> {
  const [installation] = await readInstallations(tx, playbook);
  const location = locationId === undefined ? undefined : await readLocation(tx, locationId);
  const questions = installation?.questions ?? (await shippedPlaybook(playbook)).questions;
  const organisation = {
    values: installation?.answers ?? {},
    by: installation?.answeredBy ?? '',
    at: installation?.answeredAt ?? '',
    why: installation?.why ?? '',
  };
  const overrides = installation === undefined ? [] : await readOverrides(tx, playbook);
  return { ...effectiveValues(questions, organisation, overrides, location, nowMs), installation };
}
