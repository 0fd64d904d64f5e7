import { describe, expect, it } from 'vitest';
import { mayWith, outOfReach, type AccessRule, type Asker } from './access-rules.ts';

const rule = (workflow: string, verb: AccessRule['verb'], ...allow: AccessRule['allow']): AccessRule => ({
  workflow,
  verb,
  allow,
});
const everywhere = (role: AccessRule['allow'][number]['role']) => ({ role, locationIds: null });
const asker = (
  role: Asker['grant']['role'],
  locationIds: Asker['grant']['locationIds'] = null,
  named: readonly string[] = [],
): Asker => ({ grant: { role, locationIds }, locationIds: named });

describe('access by workflow', () => {
  it('is for all whose role may, while there is no rule', () => {
    expect(mayWith([], 'approve', 'shop/pay', asker('operations'))).toBe(true);
  });

  it('goes by the narrowest rule for the verb', () => {
    const rules = [
      rule('*', 'run'),
      rule('shop/*', 'run', everywhere('operations')),
      rule('shop/pay', 'run', everywhere('integration')),
    ];
    const may = (workflow: string) => mayWith(rules, 'run', workflow, asker('operations'));
    expect(['shop/open', 'shop/pay', 'other/open'].map(may)).toEqual([true, false, false]);
    expect(mayWith(rules, 'edit', 'shop/pay', asker('operations'))).toBe(true);
  });

  it('is nothing at all for who may not see, whatever other rules say', () => {
    const rules = [rule('shop/*', 'see'), rule('shop/pay', 'run', everywhere('operations'))];
    expect(mayWith(rules, 'run', 'shop/pay', asker('operations'))).toBe(false);
    expect(outOfReach(rules, 'see', asker('operations'))).toEqual({ 'shop/*': true, 'shop/pay': true });
  });

  it('never shuts out an owner', () => {
    expect(mayWith([rule('*', 'see')], 'approve', 'shop/pay', asker('owner'))).toBe(true);
  });

  it('goes by the locations that are named, or by those of who asks', () => {
    const rules = [rule('shop/pay', 'run', { role: 'location-manager', locationIds: ['a'] })];
    const may = (own: readonly string[] | null, ...named: string[]) =>
      mayWith(rules, 'run', 'shop/pay', asker('location-manager', own, named));
    expect([may(['a', 'b'], 'a'), may(['a', 'b'], 'b'), may(['a', 'b'], 'a', 'b')]).toEqual([true, false, false]);
    expect([may(['b']), may(['a', 'b']), may(null)]).toEqual([false, true, true]);
  });
});
