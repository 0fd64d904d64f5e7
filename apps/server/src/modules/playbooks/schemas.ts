import { Type } from 'typebox';
import { instant } from '@barrow/contracts';
import { levels, overrideLevels } from '@barrow/playbook';

export const PlaybookName = Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 63 });
export const Values = Type.Record(Type.String({ maxLength: 40 }), Type.Unknown(), {
  maxProperties: 100,
  description: 'Values by parameter; what is left out stays as the wider level has it',
});
export const Why = Type.String({ minLength: 1, maxLength: 500, description: 'Why, for those who ask later' });

export const SentencePart = Type.Object({
  text: Type.String(),
  parameter: Type.Optional(Type.String({ description: 'Set where a parameter fills a blank' })),
});

export const Origin = Type.Object({
  level: Type.Enum(levels),
  key: Type.Union([Type.String(), Type.Null()], { description: 'The region, the format, or the id of the location' }),
  by: Type.Union([Type.String(), Type.Null()]),
  at: Type.Union([instant(), Type.Null()]),
  until: Type.Union([instant(), Type.Null()]),
  why: Type.Union([Type.String(), Type.Null()]),
});

export const Override = Type.Object({
  parameter: Type.String(),
  level: Type.Enum(overrideLevels),
  key: Type.String(),
  value: Type.Unknown(),
  until: Type.Union([instant(), Type.Null()]),
  why: Type.String(),
  by: Type.String(),
  at: instant(),
});

export function untilOf(untilMs: number | null): string | null {
  return untilMs === null ? null : new Date(untilMs).toISOString();
}
