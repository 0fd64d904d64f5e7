import type { CommandOption } from './command.ts';

const flag = (short: string | undefined, description: string): CommandOption => ({
  type: 'boolean',
  ...(short === undefined ? {} : { short }),
  description,
});
const text = (placeholder: string, description: string): CommandOption => ({
  type: 'string',
  placeholder,
  description,
});

/** For the help; jq-command/options.ts reads them in jq's manner. */
export const jqOptions: Readonly<Record<string, CommandOption>> = {
  'null-input': flag('n', 'Run once on null; input and inputs read what there is'),
  'raw-output': flag('r', 'Texts as they are, without quotes'),
  'join-output': flag('j', 'As -r, without line breaks'),
  'raw-output0': flag(undefined, 'As -r, with NUL after each output'),
  'compact-output': flag('c', 'Each output on one line'),
  'ascii-output': flag('a', 'Escape everything beyond ASCII'),
  'sort-keys': flag('S', 'Keys of objects in order'),
  tab: flag(undefined, 'Indent by tabs'),
  indent: text('N', 'Indent by N spaces (2)'),
  slurp: flag('s', 'All inputs as one array'),
  'raw-input': flag('R', 'Lines as texts; with -s all of it as one text'),
  stream: flag(undefined, 'Inputs as events of their parts'),
  seq: flag(undefined, 'An RS character before each output'),
  'exit-status': flag('e', 'End with 1 when the last output is false or null, with 4 when there is none'),
  'from-file': { type: 'string', short: 'f', placeholder: 'FILE', description: 'Read the program from a file' },
  arg: text('NAME VALUE', 'Bind $NAME to a text'),
  argjson: text('NAME JSON', 'Bind $NAME to a value'),
  slurpfile: text('NAME FILE', 'Bind $NAME to the values of a file'),
  rawfile: text('NAME FILE', 'Bind $NAME to the text of a file'),
  args: flag(undefined, 'What follows are texts in $ARGS.positional, not files'),
  jsonargs: flag(undefined, 'What follows are values in $ARGS.positional, not files'),
  'no-limits': flag(undefined, 'Let a program take as long and as much memory as it wants'),
  'run-tests': text('FILE', 'Run a file in the format of jq’s own tests'),
};
