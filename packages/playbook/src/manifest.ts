import { Type, type Static } from 'typebox';

const line = (maxLength: number) => Type.String({ minLength: 1, maxLength });

/** What a playbook says of itself, in `playbook.yaml` of its folder. */
export const Manifest = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 63 }),
    version: Type.String({ pattern: '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)$', maxLength: 30 }),
    title: line(100),
    goal: Type.String({ minLength: 1, maxLength: 300, description: 'What it is good for, in a sentence' }),
    keywords: Type.Array(line(40), { maxItems: 20 }),
    sentences: Type.Array(line(400), {
      minItems: 1,
      maxItems: 20,
      description: 'What it does, sentence by sentence, with `{parameter}` where a value stands',
    }),
    workflows: Type.Array(Type.String({ pattern: '^[a-z0-9-]+\\.yaml$' }), { minItems: 1, maxItems: 10 }),
  },
  { additionalProperties: false },
);
export type Manifest = Static<typeof Manifest>;
