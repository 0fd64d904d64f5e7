import { palette } from '@barrow/canvas';
import type { JsonObject } from '@barrow/flow';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { functionsQuery, type FlowFunction } from './builder-api.ts';
import { text } from './messages.ts';

const paletteWords: Readonly<Record<string, string>> = text.paletteWords;
const mostShown = 60;

/** What can be put into the workflow: ways to go on, and the actions of this server. */
export function PalettePanel({
  where,
  onAdd,
}: {
  readonly where: string;
  readonly onAdd: (name: string, task: JsonObject) => void;
}) {
  const [search, setSearch] = useState('');
  const functions = useQuery(functionsQuery).data?.items ?? [];
  const words = search.toLowerCase().split(/\s+/);
  const fits = (...texts: readonly string[]): boolean =>
    words.every((word) => texts.some((one) => one.toLowerCase().includes(word)));
  const basics = palette.filter(({ key }) => fits(paletteWords[key] ?? key, key));
  const actions = functions
    .filter(({ name, summary }) => name !== 'tasks.task.ask' && fits(name, summary))
    .slice(0, mostShown);
  return (
    <Card title={text.palette} padded>
      <TextInput
        type="search"
        size="xs"
        label={text.paletteSearch}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <p className="muted small">{text.adds(where)}</p>
      <ul className="palette-list" tabIndex={0} aria-label={text.palette}>
        {basics.length === 0 ? null : (
          <li>
            <h3>{text.paletteBasics}</h3>
          </li>
        )}
        {basics.map(({ key, name, task }) => (
          <li key={key}>
            <button type="button" className="palette-entry" onClick={() => onAdd(name, task)}>
              {paletteWords[key] ?? key}
            </button>
          </li>
        ))}
        {actions.length === 0 ? null : (
          <li>
            <h3>{text.paletteActions}</h3>
          </li>
        )}
        {actions.map((one) => (
          <li key={one.name}>
            <button type="button" className="palette-entry" onClick={() => onAdd(nameFor(one), taskFor(one))}>
              {one.summary}
              <span>{one.name}</span>
            </button>
          </li>
        ))}
        {basics.length + actions.length === 0 ? <li>{text.paletteNone}</li> : null}
      </ul>
    </Card>
  );
}

/** `supply.order.place` as `orderPlace`. */
function nameFor({ name }: FlowFunction): string {
  const [, thing = '', verb = ''] = name.split('.');
  return `${thing}-${verb}`.replaceAll(/-([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
}

function taskFor({ name, version }: FlowFunction): JsonObject {
  return { call: `${name}:${version}@default`, with: {} };
}
