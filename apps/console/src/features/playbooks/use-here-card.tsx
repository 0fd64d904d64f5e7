import { mayOverride, valueText, type ParameterSchema } from '@barrow/playbook';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { CardForm } from '../../parts/card-form.tsx';
import { Facts } from '../../parts/figures.tsx';
import { SchemaForm, type FormValues } from '../../parts/schema-form.tsx';
import { Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useLocations } from '../network/network-api.ts';
import { text } from './messages.ts';
import { effectiveQuery, refreshPlaybooks, switchAtLocation, type Effective, type Playbook } from './playbooks-api.ts';

/** The question by which a playbook is switched on at a place. */
const switchName = 'active';

/** For who runs a location: the story with blanks to fill, as far as a location may fill them, and what head office keeps. */
export function UseHereCard({ playbook }: { readonly playbook: Playbook }) {
  const locations = useLocations();
  const [chosen, setChosen] = useState<string>();
  const locationId = chosen ?? locations[0]?.locationId;
  const { properties } = playbook.questions;
  const isSwitched = properties[switchName] !== undefined && mayOverride(properties[switchName], 'location');
  return (
    <Card title={text.useHere} padded>
      {isSwitched ? (
        <>
          {locations.length < 2 ? null : (
            <NativeSelect
              label={text.place}
              value={locationId ?? ''}
              data={locations.map((location) => ({ value: location.locationId, label: location.name }))}
              onChange={(event) => setChosen(event.currentTarget.value)}
            />
          )}
          {locationId === undefined ? null : <Here key={locationId} playbook={playbook} locationId={locationId} />}
        </>
      ) : (
        <p className="muted">{text.notByLocation}</p>
      )}
    </Card>
  );
}

function Here({ playbook, locationId }: { readonly playbook: Playbook; readonly locationId: string }) {
  const query = useQuery(effectiveQuery(playbook.name, locationId));
  return (
    <Queried query={query} rows={4}>
      {(effective) => (
        <HereForm
          key={JSON.stringify(effective.values)}
          playbook={playbook}
          locationId={locationId}
          effective={effective}
        />
      )}
    </Queried>
  );
}

function HereForm({
  playbook,
  locationId,
  effective,
}: {
  readonly playbook: Playbook;
  readonly locationId: string;
  readonly effective: Effective;
}) {
  const { properties } = playbook.questions;
  const mine: ParameterSchema['properties'] = Object.fromEntries(
    Object.entries(properties).filter(([name, question]) => name !== switchName && mayOverride(question, 'location')),
  );
  const [values, setValues] = useState<FormValues>(() =>
    Object.fromEntries(Object.keys(mine).map((name) => [name, effective.values[name]])),
  );
  const [why, setWhy] = useState('');
  const isUsed = effective.installed && effective.values[switchName] === true;
  const save = useMutation({
    mutationFn: (active: boolean) =>
      switchAtLocation(playbook.name, locationId, {
        active,
        why: why.trim(),
        parameters: changedFrom(effective.values, values),
      }),
    onSuccess: async (_done, active) => {
      toast(active ? text.usedHere : text.notUsedHere);
      await refreshPlaybooks();
    },
  });
  const kept = Object.entries(properties).filter(([name]) => name !== switchName && !(name in mine));
  return (
    <CardForm
      label={text.useHere}
      mutation={save}
      submitLabel={isUsed ? text.save : text.useHere}
      onSubmit={() => save.mutate(true)}
      beside={
        isUsed ? (
          <Button size="xs" variant="default" disabled={why.trim() === ''} onClick={() => save.mutate(false)}>
            {text.useHereNoMore}
          </Button>
        ) : undefined
      }
    >
      <SchemaForm schema={{ properties: mine }} values={values} error={save.error} onChange={setValues} />
      {kept.length === 0 ? null : (
        <>
          <p className="muted small">{text.keptByHeadOffice}</p>
          <Facts
            facts={kept.map(([name, question]) => [
              question.title,
              valueText(question, effective.values[name] ?? question.default),
            ])}
          />
        </>
      )}
      <TextInput
        label={text.reason}
        required
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </CardForm>
  );
}

/** What is not as it is already. */
function changedFrom(now: Readonly<Record<string, unknown>>, values: FormValues): FormValues {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(now[name]),
    ),
  );
}
