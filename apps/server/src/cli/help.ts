import type { Command } from './command.ts';

/** The list of commands. */
export function describeAll(commands: readonly Command[]): string {
  const rows: readonly Row[] = [
    ...commands.map(({ name, summary }): Row => [name, summary]),
    ['help', 'Show this list; "help COMMAND" shows one command'],
  ];
  return [
    'Barrow runs many small shops as one.',
    '',
    'Usage: ./barrow COMMAND [options]',
    '',
    ...table(rows),
    '',
    'Each command explains itself with --help.',
    '',
  ].join('\n');
}

/** One command with its options. */
export function describeCommand(command: Command): string {
  const options: readonly Row[] = [
    ...Object.entries(command.options).map(([name, option]): Row => [
      `${option.short === undefined ? '' : `-${option.short}, `}--${name}${option.type === 'string' ? ` ${option.placeholder ?? 'VALUE'}` : ''}`,
      option.description,
    ]),
    ['-h, --help', 'Show this'],
  ];
  return [
    `Usage: ./barrow ${command.name} ${command.usage}`,
    '',
    `${command.summary}.`,
    '',
    ...table(options),
    '',
  ].join('\n');
}

type Row = readonly [name: string, text: string];

function table(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}

/** The command that was probably meant: one that begins so, or the nearest by at most two edits. */
export function suggest(typed: string, names: readonly string[]): string | undefined {
  const beginning = names.find((name) => typed.length > 1 && name.startsWith(typed));
  if (beginning !== undefined) return beginning;
  const ranked = names
    .map((name) => ({ name, edits: editsBetween(typed, name) }))
    .toSorted((a, b) => a.edits - b.edits);
  const nearest = ranked[0];
  return nearest !== undefined && nearest.edits <= 2 ? nearest.name : undefined;
}

/** Levenshtein distance (1965), one row at a time. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
