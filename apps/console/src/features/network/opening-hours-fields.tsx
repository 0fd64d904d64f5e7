import type { Location } from '@barrow/contracts';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { clockText, minutesOf } from './location-draft.ts';
import { text } from './messages.ts';

export type OpeningPeriods = Location['openingPeriods'];
type Period = OpeningPeriods[number];

const dayMinutes = 1440;
const usual: Omit<Period, 'weekday'> = { opensMinutes: 540, closesMinutes: 1080 };

/** A closing time that is not after the opening time is on the next day. */
function closing(opensMinutes: number, clock: string): number {
  const minutes = minutesOf(clock);
  return minutes > opensMinutes ? minutes : minutes + dayMinutes;
}

/** When a location is open: a row a period, several a day where it closes in between. */
export function OpeningHoursFields({
  periods,
  error,
  onChange,
}: {
  readonly periods: OpeningPeriods;
  readonly error: string | undefined;
  readonly onChange: (periods: OpeningPeriods) => void;
}) {
  const put = (index: number, part: Partial<Period>): void =>
    onChange(periods.map((period, place) => (place === index ? { ...period, ...part } : period)));
  const next = ((periods.at(-1)?.weekday ?? 0) % 7) + 1;
  const last = periods.at(-1) ?? usual;
  return (
    <fieldset className="fields">
      <legend>{text.hours.title}</legend>
      <span className="muted small">{text.hours.hint}</span>
      {periods.map((period, index) => {
        const day = text.weekdays[period.weekday - 1] ?? '';
        return (
          <div key={index} className="hours-row">
            <NativeSelect
              aria-label={text.hours.day}
              value={String(period.weekday)}
              data={text.weekdays.map((label, place) => ({ value: String(place + 1), label }))}
              onChange={(event) => put(index, { weekday: Number(event.currentTarget.value) })}
            />
            <TextInput
              type="time"
              aria-label={text.hours.opens(day)}
              value={clockText(period.opensMinutes)}
              onChange={(event) => {
                const opensMinutes = minutesOf(event.currentTarget.value);
                put(index, { opensMinutes, closesMinutes: closing(opensMinutes, clockText(period.closesMinutes)) });
              }}
            />
            <TextInput
              type="time"
              aria-label={text.hours.closes(day)}
              value={clockText(period.closesMinutes)}
              onChange={(event) =>
                put(index, { closesMinutes: closing(period.opensMinutes, event.currentTarget.value) })
              }
            />
            <Button
              size="compact-xs"
              variant="default"
              aria-label={text.hours.removeOf(day)}
              onClick={() => onChange(periods.filter((_, place) => place !== index))}
            >
              {text.hours.remove}
            </Button>
          </div>
        );
      })}
      {error === undefined ? null : (
        <span role="alert" className="bad small">
          {error}
        </span>
      )}
      <div>
        <Button
          size="compact-xs"
          variant="default"
          disabled={periods.length >= 50}
          onClick={() =>
            onChange([
              ...periods,
              { weekday: next, opensMinutes: last.opensMinutes, closesMinutes: last.closesMinutes },
            ])
          }
        >
          {text.hours.add}
        </Button>
      </div>
    </fieldset>
  );
}
