import type { RoughFilter } from './machine.ts';

/** Whether one of the filters may let an event through, as far as that is known beforehand; without filters all may pass. */
export function isRoughly(filters: readonly RoughFilter[], event: object): boolean {
  return filters.length === 0 || filters.some((filter) => mayPass(filter, event));
}

/** Plain text must be equal. What may be meant as a pattern is left to the run, which has limits. */
function mayPass(filter: RoughFilter, event: object): boolean {
  return Object.entries(filter).every(([attribute, wanted]) => {
    const value: unknown = Reflect.get(event, attribute);
    return value === wanted || /[\\^$.*+?()[\]{}|]/.test(wanted);
  });
}
