import {
  conditionOf,
  conditionOperators,
  conditionSentence,
  jqOf,
  type Comparison,
  type Condition,
  type PickedValue,
} from '@barrow/canvas';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { DataPicker } from './data-picker.tsx';
import { text } from './messages.ts';

/** A condition: a sentence where it is simple, its expression in any case. */
export function ConditionField({
  label,
  value,
  picks,
  onChange,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly picks: readonly PickedValue[];
  readonly onChange: (value: string | undefined) => void;
}) {
  if (value === null) {
    const [first] = picks.filter((one) => one.isLeaf);
    const left = first?.jq ?? '$workflow.input.data';
    const right = isScalar(first?.value) ? first.value : true;
    return (
      <div>
        <span className="muted">{`${label}: ${text.always}`}</span>{' '}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onChange(jqOf({ join: 'and', comparisons: [{ left, operator: '==', right }] }))}
        >
          {text.conditionAdd}
        </Button>
      </div>
    );
  }
  const condition = conditionOf(value);
  return (
    <fieldset className="plain-fieldset">
      <legend>{label}</legend>
      {condition === undefined ? null : (
        <>
          <p className="strong">{conditionSentence(condition)}</p>
          {condition.comparisons.map((one, index) => (
            <Comparing
              key={index}
              comparison={one}
              picks={picks}
              onChange={(next) => onChange(jqOf(withComparison(condition, index, next)))}
            />
          ))}
        </>
      )}
      <TextInput
        label={`${label} (jq)`}
        description={text.conditionHint}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Button size="compact-xs" variant="default" mt={6} onClick={() => onChange(undefined)}>
        {text.conditionRemove}
      </Button>
    </fieldset>
  );
}

function Comparing({
  comparison,
  picks,
  onChange,
}: {
  readonly comparison: Comparison;
  readonly picks: readonly PickedValue[];
  readonly onChange: (comparison: Comparison) => void;
}) {
  const { left, operator, right } = comparison;
  return (
    <div className="form-pair">
      <DataPicker
        label={left}
        picks={picks.filter((one) => one.isLeaf)}
        onPick={({ jq }) => onChange({ ...comparison, left: jq })}
      />
      <NativeSelect
        aria-label={text.operator}
        value={operator}
        data={conditionOperators.map((value) => ({ value, label: text.operators[value] }))}
        onChange={(event) => {
          const next = conditionOperators.find((one) => one === event.currentTarget.value);
          if (next !== undefined) onChange({ ...comparison, operator: next });
        }}
      />
      <TextInput
        aria-label={text.value}
        value={typeof right === 'string' ? right : JSON.stringify(right)}
        onChange={(event) => onChange({ ...comparison, right: scalarOf(event.currentTarget.value, typeof right) })}
      />
    </div>
  );
}

function withComparison(condition: Condition, index: number, comparison: Comparison): Condition {
  return { ...condition, comparisons: condition.comparisons.with(index, comparison) };
}

/** What was typed, as the kind that stood there: text stays text. */
function scalarOf(typed: string, kind: string): Comparison['right'] {
  if (kind !== 'string' && /^(-?\d+(\.\d+)?|true|false|null)$/.test(typed)) {
    const value: unknown = JSON.parse(typed);
    if (isScalar(value)) return value;
  }
  return typed;
}

function isScalar(value: unknown): value is Comparison['right'] {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
