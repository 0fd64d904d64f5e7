import type { CommandOption } from './command.ts';

/** The options of `./barrow flow`. */
export const flowOptions = {
  json: { type: 'boolean', description: 'One JSON document on standard output' },
} as const satisfies Record<string, CommandOption>;
