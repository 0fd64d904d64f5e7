import { casesOf, newCase, valueAt, type CanvasKind, type PickedValue } from '@barrow/canvas';
import type { JsonValue } from '@barrow/flow';
import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { argumentsOf } from './argument-schemas.ts';
import { functionsQuery } from './builder-api.ts';
import { ConditionField } from './condition-field.tsx';
import { LeadsTo } from './leads-to.tsx';
import { text } from './messages.ts';
import { namesBeside } from './task-at.ts';
import { JsonField, ValueField } from './value-field.tsx';

export type TaskFieldsProps = {
  readonly kind: CanvasKind;
  readonly task: JsonValue;
  readonly pointer: string;
  readonly document: JsonValue;
  readonly picks: readonly PickedValue[];
  readonly onSet: (path: readonly string[], value: JsonValue | undefined) => void;
};

/** What a step of a kind can be told in fields; the rest stands in its text. */
export function TaskFields(props: TaskFieldsProps) {
  const { kind, task, onSet } = props;
  switch (kind) {
    case 'call':
      return <CallFields {...props} />;
    case 'wait':
      return <WaitFields {...props} />;
    case 'switch':
      return <CaseFields {...props} />;
    case 'for':
      return (
        <>
          <TextInput
            label={text.each}
            size="xs"
            value={textAt(task, 'for', 'each')}
            onChange={(event) => onSet(['for', 'each'], event.currentTarget.value || undefined)}
          />
          <ValueField
            schema={{ name: text.list, type: undefined, options: [], description: undefined, isRequired: true }}
            value={valueAt(task, ['for', 'in'])}
            picks={props.picks}
            onChange={(value) => onSet(['for', 'in'], value)}
          />
        </>
      );
    case 'set':
      return (
        <JsonField
          label={text.value}
          value={valueAt(task, ['set'])}
          onChange={(value) => onSet(['set'], value ?? {})}
        />
      );
    case 'emit':
      return (
        <>
          <TextInput
            label={text.eventType}
            size="xs"
            value={textAt(task, 'emit', 'event', 'with', 'type')}
            onChange={(event) => onSet(['emit', 'event', 'with', 'type'], event.currentTarget.value)}
          />
          <JsonField
            label={text.value}
            value={valueAt(task, ['emit', 'event', 'with', 'data'])}
            onChange={(value) => onSet(['emit', 'event', 'with', 'data'], value)}
          />
        </>
      );
    case 'listen':
      return valueAt(task, ['listen', 'to', 'one']) === undefined ? null : (
        <TextInput
          label={text.eventType}
          size="xs"
          value={textAt(task, 'listen', 'to', 'one', 'with', 'type')}
          onChange={(event) => onSet(['listen', 'to', 'one', 'with', 'type'], event.currentTarget.value)}
        />
      );
    case 'raise':
      return (
        <TextInput
          label={text.errorTitle}
          size="xs"
          value={textAt(task, 'raise', 'error', 'title')}
          onChange={(event) => onSet(['raise', 'error', 'title'], event.currentTarget.value)}
        />
      );
    case 'try':
      return <RetryFields {...props} />;
    case 'do':
    case 'fork':
    case 'run':
    case 'code':
      return null;
  }
}

function CallFields({ task, picks, onSet }: TaskFieldsProps) {
  const functions = useQuery(functionsQuery).data?.items ?? [];
  const call = textAt(task, 'call');
  if (call === 'http')
    return (
      <>
        <NativeSelect
          label={text.what}
          size="xs"
          value={textAt(task, 'with', 'method')}
          data={['get', 'post', 'put', 'patch', 'delete']}
          onChange={(event) => onSet(['with', 'method'], event.currentTarget.value)}
        />
        <TextInput
          label="endpoint"
          size="xs"
          value={textAt(task, 'with', 'endpoint')}
          onChange={(event) => onSet(['with', 'endpoint'], event.currentTarget.value)}
        />
      </>
    );
  const name = call.replace(/:[^:@]*(@.*)?$/, '');
  const found = functions.find((one) => one.name === name);
  if (found === undefined)
    return <JsonField label="with" value={valueAt(task, ['with'])} onChange={(value) => onSet(['with'], value)} />;
  return (
    <>
      <p className="muted small">{found.summary}</p>
      {argumentsOf(found.input)
        .filter((one) => one.name !== 'id' || valueAt(task, ['with', 'id']) !== undefined)
        .map((schema) => (
          <ValueField
            key={schema.name}
            schema={schema}
            value={valueAt(task, ['with', schema.name])}
            picks={picks}
            onChange={(value) => onSet(['with', schema.name], value)}
          />
        ))}
    </>
  );
}

const units = ['seconds', 'minutes', 'hours', 'days'] as const;

function WaitFields({ task, onSet }: TaskFieldsProps) {
  const unit = units.find((one) => valueAt(task, ['wait', one]) !== undefined);
  const amount = unit === undefined ? undefined : valueAt(task, ['wait', unit]);
  if (unit === undefined || typeof amount !== 'number' || Object.keys(Object(valueAt(task, ['wait']))).length !== 1)
    return (
      <TextInput
        label={text.waitAmount}
        size="xs"
        value={textAt(task, 'wait')}
        onChange={(event) => onSet(['wait'], event.currentTarget.value)}
      />
    );
  return (
    <div className="form-pair">
      <NumberInput
        label={text.waitAmount}
        size="xs"
        min={0}
        allowDecimal={false}
        value={amount}
        onChange={(value) => onSet(['wait'], { [unit]: Number(value) })}
      />
      <NativeSelect
        label={text.waitUnit}
        size="xs"
        value={unit}
        data={units.map((value) => ({ value, label: text.units[value] }))}
        onChange={(event) => onSet(['wait'], { [event.currentTarget.value]: amount })}
      />
    </div>
  );
}

function CaseFields({ task, pointer, document, picks, onSet }: TaskFieldsProps) {
  const cases = casesOf(task);
  const list = valueAt(task, ['switch']);
  if (!Array.isArray(list)) return null;
  const entries: readonly JsonValue[] = list;
  const names = namesBeside(document, pointer);
  return (
    <fieldset className="plain-fieldset">
      <legend>{text.cases}</legend>
      {cases.map(({ name, when, leadsTo }, index) => (
        <div key={name} className="case-field">
          <p className="strong">{when === undefined ? `${name} (${text.caseOtherwise})` : name}</p>
          {when === undefined ? null : (
            <ConditionField
              label={`${text.condition} (${name})`}
              value={when}
              picks={picks}
              onChange={(value) => onSet(['switch', String(index), name, 'when'], value)}
            />
          )}
          <LeadsTo
            label={`${name} ${text.caseLeads}`}
            value={leadsTo}
            names={names}
            onChange={(value) => onSet(['switch', String(index), name, 'then'], value)}
          />
          {cases.length < 2 ? null : (
            <Button
              size="compact-xs"
              variant="default"
              mt={6}
              onClick={() =>
                onSet(
                  ['switch'],
                  entries.filter((_, place) => place !== index),
                )
              }
            >
              {text.caseRemove(name)}
            </Button>
          )}
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => onSet(['switch'], [newCase(cases.map((one) => one.name)), ...entries])}
      >
        {text.caseAdd}
      </Button>
    </fieldset>
  );
}

function RetryFields({ task, onSet }: TaskFieldsProps) {
  const count = valueAt(task, ['catch', 'retry', 'limit', 'attempt', 'count']);
  const every = valueAt(task, ['catch', 'retry', 'delay', 'seconds']);
  if (typeof valueAt(task, ['catch', 'retry']) === 'string') return null;
  return (
    <div className="form-pair">
      <NumberInput
        label={text.retries}
        size="xs"
        min={0}
        max={100}
        allowDecimal={false}
        value={typeof count === 'number' ? count : ''}
        onChange={(value) =>
          onSet(
            ['catch', 'retry'],
            typeof value === 'number' && value > 0
              ? { delay: { seconds: typeof every === 'number' ? every : 10 }, limit: { attempt: { count: value } } }
              : undefined,
          )
        }
      />
      {typeof count === 'number' ? (
        <NumberInput
          label={text.retryEvery}
          size="xs"
          min={1}
          allowDecimal={false}
          value={typeof every === 'number' ? every : 10}
          onChange={(value) => onSet(['catch', 'retry', 'delay'], { seconds: Number(value) || 1 })}
        />
      ) : null}
    </div>
  );
}

function textAt(value: JsonValue, ...path: readonly string[]): string {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : found === undefined ? '' : JSON.stringify(found);
}
