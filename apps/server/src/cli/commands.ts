import type { Command } from './command.ts';

/** Every command of ./barrow, in the order of the help. A new one is one entry here and one file that exports `run`. */
export const commands: readonly Command[] = [
  {
    name: 'check',
    summary: 'Prove that everything works: format, lint, types, boundaries, unused code and all tests',
    usage: '[options]',
    options: {
      long: { type: 'boolean', description: 'The full form of tests that are shortened otherwise' },
      only: {
        type: 'string',
        multiple: true,
        placeholder: 'STAGE',
        description: 'Only this stage; may be given several times',
      },
    },
    positionals: { min: 0, max: 0 },
    load: () => import('./check.ts'),
  },
];
