import {
  duplicateTask,
  insertTask,
  listOf,
  moveTask,
  nodeAt,
  pathsOf,
  pictureOf,
  removeTask,
  type PickedValue,
} from '@barrow/canvas';
import type { JsonObject, JsonValue } from '@barrow/flow';
import { Alert, Button } from '@mantine/core';
import { useCallback, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Canvas } from './canvas.tsx';
import type { Finding, Tried } from './builder-api.ts';
import { Inspector } from './inspector.tsx';
import { text } from './messages.ts';
import { PalettePanel } from './palette-panel.tsx';
import { ProblemsCard } from './problems-card.tsx';
import { taskAt } from './task-at.ts';
import type { DraftEditor } from './use-draft-editor.ts';

type Copied = { readonly name: string; readonly task: JsonValue };

/** The picture with the palette on one side and the chosen step on the other. */
export function BuildTab({
  editor,
  findings,
  isChecking,
  sample,
  tried,
  isReadOnly,
}: {
  readonly editor: DraftEditor;
  readonly findings: readonly Finding[];
  readonly isChecking: boolean;
  readonly sample: JsonValue | undefined;
  readonly tried: Tried | null;
  readonly isReadOnly: boolean;
}) {
  const [selected, setSelected] = useState<string | null>(null);
  const [insertingAt, setInsertingAt] = useState<string | null>(null);
  const copied = useRef<Copied | null>(null);
  const picture = useMemo(() => pictureOf(editor.document), [editor.document]);
  const problems = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { pointer } of findings) {
      const id = nodeAt(picture, pointer);
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }, [findings, picture]);
  const tasks = picture.nodes.filter(({ kind }) => kind !== 'start' && kind !== 'end');
  const isTask = selected !== null && tasks.some(({ id }) => id === selected);
  const picks = useMemo(() => picksFor(selected, sample, tried), [selected, sample, tried]);

  const select = useCallback((id: string | null): void => {
    setSelected(id);
    setInsertingAt(null);
  }, []);
  const addTo = useCallback((listPointer: string): void => {
    setInsertingAt(listPointer);
    setSelected(null);
  }, []);
  const made = (pointer: string | undefined): void => {
    if (pointer === undefined) return;
    setSelected(pointer);
    setInsertingAt(null);
  };
  const add = (name: string, task: JsonValue): void => {
    if (insertingAt !== null || !isTask) {
      made(editor.change(insertTask(editor.text, insertingAt ?? '/do', Number.MAX_SAFE_INTEGER, name, task)));
      return;
    }
    const { listPointer, index } = listOf(selected);
    made(editor.change(insertTask(editor.text, listPointer, index + 1, name, task)));
  };
  const move = (pointer: string, index: number): void =>
    made(editor.change(moveTask(editor.text, pointer, listOf(pointer).listPointer, index)));
  const shift = (by: -1 | 1): void => {
    if (!isTask) return;
    const { index } = listOf(selected);
    if (index + by >= 0) move(selected, by < 0 ? index - 1 : index + 2);
  };
  const remove = (): void => {
    if (!isTask) return;
    if (editor.change(removeTask(editor.text, selected)) !== undefined) setSelected(null);
  };
  const copy = (): void => {
    const task = isTask ? taskAt(editor.document, selected) : undefined;
    if (isTask && task !== undefined) copied.current = { name: listOf(selected).name, task };
  };
  const paste = (): void => {
    if (copied.current !== null) add(copied.current.name, copied.current.task);
  };
  const goTo = (by: -1 | 1): void => {
    const all = picture.nodes.filter(({ kind }) => kind !== 'end');
    const place = all.findIndex(({ id }) => id === selected);
    select(all[Math.max(0, Math.min(all.length - 1, place + by))]?.id ?? null);
  };
  const onKey = (event: KeyboardEvent): void => {
    const isCommand = event.ctrlKey || event.metaKey;
    const keys: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowDown: () => (event.altKey ? shift(1) : goTo(1)),
      ArrowUp: () => (event.altKey ? shift(-1) : goTo(-1)),
      Delete: remove,
      Backspace: remove,
      ...(isCommand
        ? { z: event.shiftKey ? editor.redo : editor.undo, y: editor.redo, c: copy, v: paste, d: () => duplicate() }
        : {}),
    };
    const act = keys[event.key];
    if (act === undefined || (isReadOnly && !event.key.startsWith('Arrow'))) return;
    event.preventDefault();
    act();
  };
  const duplicate = (): void => {
    if (isTask) made(editor.change(duplicateTask(editor.text, selected)));
  };
  const name = isTask ? listOf(selected).name : '';
  const where = insertingAt !== null ? text.addsLane : isTask ? text.addsAfter(name) : text.addsEnd;

  return (
    <div className="stack">
      <div className="builder">
        {isReadOnly ? (
          <div />
        ) : (
          <PalettePanel where={where} onAdd={(taskName, task: JsonObject) => add(taskName, task)} />
        )}
        <div className="card">
          {isReadOnly ? null : (
            <div className="builder-bar">
              <Button size="compact-xs" variant="default" disabled={!editor.canUndo} onClick={editor.undo}>
                {text.undo}
              </Button>
              <Button size="compact-xs" variant="default" disabled={!editor.canRedo} onClick={editor.redo}>
                {text.redo}
              </Button>
              <Button size="compact-xs" variant="default" disabled={!isTask} onClick={() => shift(-1)}>
                {text.up}
              </Button>
              <Button size="compact-xs" variant="default" disabled={!isTask} onClick={() => shift(1)}>
                {text.down}
              </Button>
              <Button size="compact-xs" variant="default" disabled={!isTask} onClick={duplicate}>
                {text.duplicate}
              </Button>
              <Button size="compact-xs" variant="default" disabled={!isTask} onClick={remove}>
                {text.remove}
              </Button>
            </div>
          )}
          {editor.refusal === null ? null : (
            <Alert role="alert" color="red" className="alert-bad">
              {editor.refusal}
            </Alert>
          )}
          {editor.isReadable ? null : (
            <Alert role="alert" color="yellow" className="alert-warn">
              {text.unreadable}
            </Alert>
          )}
          <Canvas
            picture={picture}
            selected={selected}
            problems={problems}
            onSelect={select}
            {...(isReadOnly ? {} : { editing: { insertingAt, onAddTo: addTo, onMove: move, onKey } })}
          />
        </div>
        <Inspector editor={editor} selected={selected} picks={picks} onSelect={select} />
      </div>
      <ProblemsCard
        findings={findings}
        isChecking={isChecking}
        picture={picture}
        editor={editor}
        isReadOnly={isReadOnly}
        onSelect={select}
      />
    </div>
  );
}

/** What an expression of a step can read: what the step before it handed on, where a trial has shown it, and what the workflow was given. */
function picksFor(selected: string | null, sample: JsonValue | undefined, tried: Tried | null): readonly PickedValue[] {
  const done = tried?.steps.filter(({ kind }) => kind === 'task.completed') ?? [];
  const place = selected === null ? -1 : done.findIndex(({ task }) => task === selected);
  const before = place > 0 ? done[place - 1]?.output : undefined;
  return [
    ...(before === undefined ? [] : pathsOf(before)),
    ...(sample === undefined ? [] : pathsOf(sample, '$workflow.input')),
  ];
}
