import { kindOf, kindWords, listOf, renameTask, setValue, valueAt, wordsOf, type PickedValue } from '@barrow/canvas';
import { pointerTo, type JsonValue } from '@barrow/flow';
import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { ConditionField } from './condition-field.tsx';
import { LeadsTo } from './leads-to.tsx';
import { text } from './messages.ts';
import { StartFields } from './start-fields.tsx';
import { namesBeside, taskAt } from './task-at.ts';
import { TaskFields } from './task-fields.tsx';
import type { DraftEditor } from './use-draft-editor.ts';
import { jsonOf } from './value-field.tsx';

/** The chosen step, to see and change what it does. */
export function Inspector({
  editor,
  selected,
  picks,
  onSelect,
}: {
  readonly editor: DraftEditor;
  readonly selected: string | null;
  readonly picks: readonly PickedValue[];
  readonly onSelect: (id: string | null) => void;
}) {
  if (selected === 'start')
    return (
      <Card title={text.starts} padded>
        <StartFields editor={editor} />
      </Card>
    );
  const task = selected === null || selected === 'end' ? undefined : taskAt(editor.document, selected);
  if (selected === null || task === undefined)
    return (
      <Card title={text.step} padded>
        <p className="strong">{text.nothingChosen}</p>
        <p className="muted">{text.nothingChosenHint}</p>
      </Card>
    );
  const kind = kindOf(task);
  const set = (path: readonly string[], value: JsonValue | undefined): void =>
    void editor.change(setValue(editor.text, pointerTo(selected, ...path), value), selected);
  const metadata = valueAt(task, ['metadata', 'note']);
  return (
    <Card title={`${kindWords[kind]}: ${wordsOf(kind, task)}`} padded>
      <div className="form">
        <NameField
          key={selected}
          name={listOf(selected).name}
          onRename={(name) => {
            const renamed = editor.change(renameTask(editor.text, selected, name));
            if (renamed !== undefined) onSelect(renamed);
          }}
        />
        <TaskFields kind={kind} task={task} pointer={selected} document={editor.document} picks={picks} onSet={set} />
        {kind === 'code' ? null : (
          <>
            <ConditionField
              label={text.condition}
              value={textOf(valueAt(task, ['if']))}
              picks={picks}
              onChange={(value) => set(['if'], value)}
            />
            {kind === 'switch' || kind === 'raise' ? null : (
              <LeadsTo
                label={text.goesOn}
                value={textOf(valueAt(task, ['then'])) ?? 'continue'}
                names={namesBeside(editor.document, selected)}
                onChange={(value) => set(['then'], value === 'continue' ? undefined : value)}
              />
            )}
            <Textarea
              label={text.note}
              size="xs"
              autosize
              value={textOf(metadata) ?? ''}
              onChange={(event) => {
                const note = event.currentTarget.value;
                if (note !== '') set(['metadata', 'note'], note);
                else
                  set(
                    Object.keys(Object(valueAt(task, ['metadata']))).length > 1 ? ['metadata', 'note'] : ['metadata'],
                    undefined,
                  );
              }}
            />
          </>
        )}
        <AsText key={`${selected} ${editor.text.length}`} task={task} onApply={(value) => set([], value)} />
      </div>
    </Card>
  );
}

/** The name is taken when somebody leaves the field: each letter would be another task. */
function NameField({ name, onRename }: { readonly name: string; readonly onRename: (name: string) => void }) {
  const [typed, setTyped] = useState(name);
  const take = (): void => {
    if (typed.trim() !== name) onRename(typed);
  };
  return (
    <TextInput
      label={text.name}
      size="xs"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
    />
  );
}

function AsText({ task, onApply }: { readonly task: JsonValue; readonly onApply: (value: JsonValue) => void }) {
  const [typed, setTyped] = useState(() => JSON.stringify(task, null, 2));
  const parsed = jsonOf(typed);
  return (
    <details>
      <summary>{text.asText}</summary>
      <Textarea
        aria-label={text.asText}
        description={text.asTextHint}
        className="text-editor"
        autosize
        maxRows={20}
        value={typed}
        error={parsed.ok ? undefined : text.notJson}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button
        size="xs"
        variant="default"
        mt={6}
        disabled={!parsed.ok}
        onClick={() => {
          if (parsed.ok && parsed.value !== undefined) onApply(parsed.value);
        }}
      >
        {text.apply}
      </Button>
    </details>
  );
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
