import { setValue, valueAt } from '@barrow/canvas';
import type { JsonValue } from '@barrow/flow';
import { NativeSelect, TextInput } from '@mantine/core';
import { text } from './messages.ts';
import type { DraftEditor } from './use-draft-editor.ts';
import { JsonField } from './value-field.tsx';

const kinds = ['hand', 'on', 'every', 'cron'] as const;
type Kind = (typeof kinds)[number];

const first: Readonly<Record<Exclude<Kind, 'hand'>, JsonValue>> = {
  on: { one: { with: { type: 'sales.sale.captured' } } },
  every: { hours: 1 },
  cron: '0 7 * * *',
};

/** What starts the workflow: an event, the clock, or nothing but a hand. */
export function StartFields({ editor }: { readonly editor: DraftEditor }) {
  const { document } = editor;
  const kind = kinds.find((one) => one !== 'hand' && valueAt(document, ['schedule', one]) !== undefined) ?? 'hand';
  const set = (pointer: string, value: JsonValue | undefined): void =>
    void editor.change(setValue(editor.text, pointer, value), 'start');
  const type = valueAt(document, ['schedule', 'on', 'one', 'with', 'type']);
  const cron = valueAt(document, ['schedule', 'cron']);
  return (
    <div className="form">
      <NativeSelect
        label={text.startBy}
        size="xs"
        value={kind}
        data={kinds.map((value) => ({ value, label: text.startKinds[value] }))}
        onChange={(event) => {
          const next = kinds.find((one) => one === event.currentTarget.value) ?? 'hand';
          set('/schedule', next === 'hand' ? undefined : { [next]: first[next] });
        }}
      />
      {kind === 'on' && type !== undefined ? (
        <TextInput
          label={text.eventType}
          size="xs"
          value={typeof type === 'string' ? type : ''}
          onChange={(event) => set('/schedule/on/one/with/type', event.currentTarget.value)}
        />
      ) : null}
      {kind === 'cron' ? (
        <TextInput
          label={text.startCron}
          description={text.startCronHint}
          size="xs"
          value={typeof cron === 'string' ? cron : ''}
          onChange={(event) => set('/schedule/cron', event.currentTarget.value)}
        />
      ) : null}
      {kind === 'hand' ? null : (
        <JsonField
          label={text.asText}
          value={valueAt(document, ['schedule'])}
          onChange={(value) => set('/schedule', value)}
        />
      )}
    </div>
  );
}
