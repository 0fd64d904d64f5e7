import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDefinition, readSource, type JsonValue } from '@barrow/flow';
import { randomTexts } from './testing/random-texts.ts';
import { compareDefinitions } from './compare.ts';
import { duplicateTask, insertTask, moveTask, removeTask, renameTask, setValue, type Edited } from './edit.ts';
import { beginHistory, record, redo, undo } from './history.ts';
import { layoutPicture } from './layout.ts';
import { palette } from './palette.ts';
import { pictureOf, type Picture } from './picture.ts';

function valueOf(text: string): JsonValue {
  const source = readSource(text);
  if (!source.ok) throw new Error(`${text}\n${JSON.stringify(source.detail)}`);
  return source.value.value;
}

type Step = { readonly verb: number; readonly which: number; readonly where: number; readonly place: number };
const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.nat(5),
  which: fc.nat(1_000),
  where: fc.nat(1_000),
  place: fc.nat(4),
});

function listsOf({ nodes, top }: Picture): string[] {
  const lanes = [top, ...nodes.flatMap((node) => node.lanes)];
  return [...new Set(lanes.map(({ listPointer }) => listPointer))];
}

function apply(text: string, { verb, which, where, place }: Step): Edited {
  const picture = pictureOf(valueOf(text));
  const tasks = picture.nodes.filter(({ kind }) => kind !== 'start' && kind !== 'end').map(({ id }) => id);
  const task = tasks[which % tasks.length] ?? '';
  const lists = listsOf(picture);
  const list = lists[where % lists.length] ?? '/do';
  const entry = palette[where % palette.length];
  switch (verb) {
    case 0:
      return insertTask(text, list, place, entry?.name ?? '', entry?.task ?? null);
    case 1:
      return removeTask(text, task);
    case 2:
      return moveTask(text, task, list, place);
    case 3:
      return renameTask(text, task, `named${where}`);
    case 4:
      return duplicateTask(text, task);
    default:
      return setValue(text, `${task}/metadata/note`, 'a note: with "signs" # and such');
  }
}

test('a definition stays valid through all edits, and undo brings each text back to the letter', () => {
  fc.assert(
    fc.property(randomTexts, fc.array(step, { maxLength: 12 }), (start, steps) => {
      let history = beginHistory(start);
      const texts = [start];
      for (const one of steps) {
        const edited = apply(history.present, one);
        if (!edited.ok) continue;
        const { text, pointer } = edited.value;
        const parsed = parseDefinition(text);
        // What is moved out of a loop may speak of the loop's item: the builder shows that where it is.
        if (
          !parsed.ok &&
          parsed.detail.some(({ severity, code }) => severity === 'error' && code !== 'unknown-variable')
        )
          throw new Error(`${JSON.stringify(one)}\n${history.present}\n--\n${text}\n${JSON.stringify(parsed.detail)}`);
        expect(pointer.startsWith('/') || pointer === '').toBe(true);
        expect([text.endsWith('\n'), text.endsWith('\n\n')]).toEqual([start.endsWith('\n'), false]);
        history = record(history, text);
        if (texts.at(-1) !== text) texts.push(text);
      }
      const forth = history;
      for (const text of texts.toReversed()) {
        expect(history.present).toBe(text);
        history = undo(history);
      }
      expect(history.present).toBe(start);
      for (const _ of texts) history = redo(history);
      expect(history.present).toBe(forth.present);
    }),
    { numRuns: 30 },
  );
});

test('whatever an edit changes is told in at least one sentence, and nothing else is', () => {
  fc.assert(
    fc.property(randomTexts, step, (text, one) => {
      const edited = apply(text, one);
      if (!edited.ok) return;
      const [before, after] = [valueOf(text), valueOf(edited.value.text)];
      const isSame = JSON.stringify(before) === JSON.stringify(after);
      const told = compareDefinitions(before, after).length > 0;
      expect({ text, after: edited.value.text, told }).toEqual({ text, after: edited.value.text, told: !isSame });
    }),
    { numRuns: 60 },
  );
});

test('nothing overlaps its neighbours, and all that stands in a task lies within it', () => {
  fc.assert(
    fc.property(randomTexts, (text) => {
      const picture = pictureOf(valueOf(text));
      const layout = layoutPicture(picture);
      expect(layout.size).toBe(picture.nodes.length);
      const byParent = Map.groupBy(picture.nodes, ({ parentId }) => parentId);
      for (const [parentId, nodes] of byParent) {
        const outer = parentId === null ? undefined : layout.get(parentId);
        const boxes = nodes.map(({ id }) => layout.get(id));
        for (const [index, box] of boxes.entries()) {
          if (box === undefined) throw new Error('a node without a place');
          expect(box.x >= 0 && box.y >= 0).toBe(true);
          expect(outer === undefined || box.x + box.width <= outer.width).toBe(true);
          expect(outer === undefined || box.y + box.height <= outer.height).toBe(true);
          for (const other of boxes.slice(index + 1)) {
            if (other === undefined) continue;
            const apart =
              box.x + box.width <= other.x ||
              other.x + other.width <= box.x ||
              box.y + box.height <= other.y ||
              other.y + other.height <= box.y;
            expect(apart).toBe(true);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});
