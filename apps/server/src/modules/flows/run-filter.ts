import { Type, type Static } from 'typebox';
import { instant, runStatuses } from '@barrow/contracts';
import type { Parameter } from '../../platform/postgres.ts';

export const RunStatusName = Type.Enum(runStatuses);

/** Which runs are meant; what is left out does not narrow. */
export const RunFilter = Type.Object(
  {
    status: Type.Optional(RunStatusName),
    workflow: Type.Optional(Type.String({ maxLength: 200, description: 'namespace/name' })),
    businessKey: Type.Optional(Type.String({ maxLength: 200, description: 'Such as order:1234' })),
    task: Type.Optional(
      Type.String({ maxLength: 500, description: 'The end of the reference of the task that it stands at' }),
    ),
    from: Type.Optional(instant('Started at or after')),
    to: Type.Optional(instant('Started before')),
  },
  { additionalProperties: false },
);

/** The filter as a condition on `flows.run r join flows.definition d`; parameters from $1, the organisation, on. */
export function runFilter(
  orgId: string,
  { status, workflow, businessKey, task, from, to }: Static<typeof RunFilter>,
): { where: string; values: Parameter[] } {
  const values: Parameter[] = [orgId];
  const parts = ['r.org_id = $1'];
  const add = (condition: (place: string) => string, value: string | undefined): void => {
    if (value === undefined) return;
    values.push(value);
    parts.push(condition(`$${values.length}`));
  };
  add((place) => `r.status = ${place}`, status);
  add((place) => `d.namespace || '/' || d.name = ${place}`, workflow);
  add(
    (place) => `r.run_id in (select k.run_id from flows.run_key k where k.org_id = $1 and k.business_key = ${place})`,
    businessKey,
  );
  add((place) => `right(r.at_task, length(${place})) = ${place}`, task);
  add((place) => `r.started_at >= ${place}::timestamptz`, from);
  add((place) => `r.started_at < ${place}::timestamptz`, to);
  return { where: parts.join(' and '), values };
}
