import { Type } from 'typebox';
import { instant } from '@barrow/contracts';
import { overrideLevels } from '@barrow/playbook';
import { action } from '../../platform/action.ts';
import { readInstallations, type Installation } from './installations.ts';
import { readOverrides, type StoredOverride } from './overrides.ts';
import { untilOf } from './schemas.ts';

export const driftAction = action({
  name: 'playbooks.drift.read',
  version: '1.0.0',
  summary:
    'Who differs, of all playbooks in use: the organisation from the standard, places from the organisation, since when, by whom and why',
  effect: 'read',
  permission: 'playbook.read',
  route: 'GET /playbook-drift',
  touches: 'inside',
  input: Type.Object({}, { additionalProperties: false }),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        playbook: Type.String(),
        parameter: Type.String(),
        title: Type.String(),
        level: Type.Enum(['organisation', ...overrideLevels]),
        key: Type.Union([Type.String(), Type.Null()]),
        value: Type.Unknown(),
        instead: Type.Unknown({ description: 'What holds where it does not differ' }),
        why: Type.String(),
        by: Type.String(),
        at: instant(),
        until: Type.Union([instant(), Type.Null()]),
      }),
    ),
  }),
  async run({ tx, grant, nowMs }) {
    const [installed, overrides] = await Promise.all([readInstallations(tx), readOverrides(tx, null)]);
    return { items: installed.flatMap((one) => driftOf(one, overrides, grant.locationIds, nowMs())) };
  },
});

/** What differs from the standard of a playbook in the organisation, and from the organisation at places that the caller sees. */
function driftOf(
  { playbook, questions, answers, why, answeredBy, answeredAt }: Installation,
  overrides: readonly StoredOverride[],
  locationIds: readonly string[] | null,
  nowMs: number,
) {
  const asked = (parameter: string) => questions.properties[parameter];
  const own = Object.entries(answers).flatMap(([parameter, value]) => {
    const question = asked(parameter);
    if (question === undefined || JSON.stringify(question.default) === JSON.stringify(value)) return [];
    const level = 'organisation' as const;
    const setting = { why, by: answeredBy, at: answeredAt, until: null };
    return [
      { playbook, parameter, title: question.title, level, key: null, value, instead: question.default, ...setting },
    ];
  });
  const places = overrides.flatMap(({ playbook: of, parameter, level, key, value, why: reason, by, at, untilMs }) => {
    const question = of === playbook ? asked(parameter) : undefined;
    const isSeen = locationIds === null || level !== 'location' || locationIds.includes(key);
    if (question === undefined || !isSeen || (untilMs !== null && untilMs <= nowMs)) return [];
    const instead = answers[parameter] ?? question.default;
    if (JSON.stringify(instead) === JSON.stringify(value)) return [];
    return [
      {
        playbook,
        parameter,
        title: question.title,
        level,
        key,
        value,
        instead,
        why: reason,
        by,
        at,
        until: untilOf(untilMs),
      },
    ];
  });
  return [...own, ...places];
}
