import type { CommandOption } from './command.ts';
import { installationOptions } from './config-of.ts';

/** The options of every command that works on the data of one organisation. */
export const houseOptions = {
  ...installationOptions,
  org: {
    type: 'string',
    placeholder: 'NAME',
    description: 'The organisation, by name or id; not needed where there is only one',
  },
} as const satisfies Readonly<Record<string, CommandOption>>;
