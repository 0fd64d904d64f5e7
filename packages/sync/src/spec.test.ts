import { readFileSync, readdirSync } from 'node:fs';
import { mostFactsInPush } from '@barrow/contracts';
import { describe, expect, it } from 'vitest';
import { factsInPush, phases, step, type Phase, type SyncEvent, type SyncState } from './sync-machine.ts';

const folder = new URL('./', import.meta.url);
const spec = readFileSync(new URL('../SPEC.md', folder), 'utf8');
const cellsOf = (row: string): string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
/** The rows of the table that stands under a heading. */
const tableUnder = (heading: string): string[][] => {
  const [, section = ''] = spec.split(`## ${heading}\n`);
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return rows.filter((row) => !/^\|[-|]+\|$/.test(row)).map(cellsOf);
};

const [events = [], ...rows] = tableUnder('States and events');
const eventOf = (kind: string, turn: number, high: number): SyncEvent => {
  const answer = { turn, epoch: 'one', high, judged: high, standing: 'active' as const };
  const all: Record<string, SyncEvent> = {
    woke: { kind: 'woke' },
    wrote: { kind: 'wrote', lastSeq: 6 },
    told: { kind: 'told' },
    greeted: { kind: 'greeted', ...answer },
    pushed: { kind: 'pushed', ...answer },
    pulled: { kind: 'pulled', turn, more: false },
    failed: { kind: 'failed', turn },
  };
  const event = all[kind];
  if (event === undefined) throw new Error(`the SPEC knows an event ${kind} that no test does`);
  return event;
};

/** The same as an answer to an older request; what answers none is as it is. */
const staleOf = (event: SyncEvent): SyncEvent => ('turn' in event ? { ...event, turn: 2 } : event);

/** What a step was, in the words of the SPEC. */
function wordOf(before: SyncState, event: SyncEvent): string {
  const { state, effects } = step(before, event);
  const told = effects.map(({ kind }) => kind).filter((kind) => kind !== 'lock');
  if (told.length === 0)
    return state.phase === before.phase ? 'stay' : state.phase === 'resting' ? 'onward' : 'unknown';
  const [word = ''] = told;
  if (told.length > 1) return 'several requests';
  if (word === 'push') return state.lastSeq > state.decidedSeq && state.phase === 'pushing' ? 'onward' : 'unknown';
  if (word === 'pull') return state.lastSeq <= state.decidedSeq && state.phase === 'pulling' ? 'onward' : 'unknown';
  if (word === 'greet') return state.phase === 'greeting' ? 'greet' : 'unknown';
  return state.phase === 'waiting' ? word : 'unknown';
}

describe('SPEC.md', () => {
  it('pushes no more than the wire takes', () => {
    expect(factsInPush).toBe(mostFactsInPush);
    expect(spec).toContain(`up to ${factsInPush} facts`);
  });

  it('has a cell for every state and event, and the machine does what it says', () => {
    expect(rows.map(([phase]) => phase)).toEqual([...phases]);
    expect(events.slice(1)).toEqual(['woke', 'wrote', 'told', 'greeted', 'pushed', 'pulled', 'failed']);
    for (const [phase, ...cells] of rows)
      for (const [column, cell] of cells.entries())
        for (const high of [5, 6, 9]) {
          const before: SyncState = {
            phase: phases.find((one): one is Phase => one === phase) ?? 'resting',
            turn: 3,
            epoch: 'one',
            standing: 'active',
            decidedSeq: 5,
            lastSeq: phase === 'resting' ? 5 : 6,
            pullWanted: phase !== 'resting',
            failures: 0,
          };
          const event = eventOf(events[column + 1] ?? '', 3, high);
          expect(cell.split(' or '), `${phase} ${event.kind} ${high}`).toContain(wordOf(before, event));
          expect(wordOf(before, staleOf(event))).toMatch('turn' in event ? /^stay$/ : /./);
        }
  });

  it('numbers its invariants without a gap, and each names a test that names it', () => {
    const [, ...invariants] = tableUnder('Invariants');
    expect(invariants.map(([id]) => id)).toEqual(invariants.map((_, index) => `I${index + 1}`));
    const files = readdirSync(folder);
    for (const [id = '', , , test = ''] of invariants) {
      const file = files.find((name) => name === `${test}.test.ts`);
      if (file === undefined) throw new Error(`${id} names the test ${test}, which is not there`);
      expect(readFileSync(new URL(file, folder), 'utf8'), `${test} does not name ${id}`).toMatch(
        new RegExp(`\\b${id}\\b`),
      );
    }
  });
});
