import type { Location } from '@barrow/contracts';
import type { Grant } from '../../platform/action.ts';
import type { Cells } from '../../platform/csv-cells.ts';
import type { Tx } from '../../platform/postgres.ts';
import { readLocations } from '../network/index.ts';

/** The locations that a caller may see, as a table names them: by code. */
export type Places = {
  readonly codeOf: (locationId: string) => string | undefined;
  /** The location of a cell; refuses a code that is not there or is outside the caller's scope. */
  readonly find: <Column extends string>(cells: Cells<Column>, column: Column) => Location | undefined;
};

export async function readPlaces(tx: Tx, grant: Grant): Promise<Places> {
  const byId = await readLocations(tx, grant.locationIds ?? undefined);
  const byCode = new Map([...byId.values()].map((location) => [location.code.toLowerCase(), location]));
  const where = grant.locationIds === null ? '' : ' in your scope';
  return {
    codeOf: (locationId) => byId.get(locationId)?.code,
    find(cells, column) {
      const code = cells.word(column);
      if (code === undefined) return undefined;
      const found = byCode.get(code.toLowerCase());
      if (found === undefined) cells.refuse(column, `there is no location with the code ${code}${where}`);
      return found;
    },
  };
}
