import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useRepeatableId } from '../../api/use-repeatable-id.ts';
import { messageOf } from '../../api/problem.ts';
import { formatCount } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMay } from '../identity/session.ts';
import { useLocationOf, useLocations } from '../network/network-api.ts';
import { definitionsQuery, endStop, makeStop, refreshBuilder, stopsQuery, type Stop } from './builder-api.ts';
import { text } from './messages.ts';

/** What is stopped, the way to stop something at once, and to let it go on. */
export function StopsCard() {
  const may = useMay('flow.stop');
  const [isStopping, setStopping] = useState(false);
  const query = useQuery(stopsQuery);
  const locationOf = useLocationOf();
  const end = useMutation({ mutationFn: endStop, onSettled: refreshBuilder });
  const saidOf = ({ workflow, locationId }: Stop): string =>
    text.stopped(
      workflow ?? text.stopAll,
      locationId === null ? text.stopEverywhere : (locationOf(locationId)?.name ?? locationId),
    );
  return (
    <Card
      title={text.stops}
      padded
      actions={
        may ? (
          <Button size="compact-xs" className="button-bad" onClick={() => setStopping(true)}>
            {text.stopNew}
          </Button>
        ) : undefined
      }
    >
      <p className="muted">{text.stopsIntro}</p>
      {end.error === null ? null : (
        <p role="alert" className="bad">
          {messageOf(end.error)}
        </p>
      )}
      <Queried query={query} rows={1}>
        {({ items }) => {
          const held = items.filter((one) => one.endedAt === null);
          return held.length === 0 ? (
            <p>{text.noStops}</p>
          ) : (
            <ul className="plain-list">
              {held.map((one) => (
                <li key={one.stopId}>
                  <div className="wrap-anywhere">
                    <div className="strong bad">{saidOf(one)}</div>
                    <div>{one.why}</div>
                    <div className="muted small">
                      {text.by(one.madeBy, formatInstant(one.madeAt))}. {text.stopRuns(formatCount(one.runs))}
                    </div>
                  </div>
                  {may ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={text.stopEndOf(saidOf(one))}
                      onClick={() => end.mutate(one.stopId)}
                    >
                      {text.stopEnd}
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          );
        }}
      </Queried>
      <Dialog title={text.stops} opened={isStopping} onClose={() => setStopping(false)}>
        <StopForm onClose={() => setStopping(false)} />
      </Dialog>
    </Card>
  );
}

function StopForm({ onClose }: { readonly onClose: () => void }) {
  const definitions = useQuery(definitionsQuery).data?.items ?? [];
  const locations = useLocations();
  const idOf = useRepeatableId();
  const [workflow, setWorkflow] = useState('');
  const [locationId, setLocationId] = useState('');
  const [why, setWhy] = useState('');
  const stop = useMutation({
    mutationFn: makeStop,
    onSuccess: async () => {
      toast(text.stopDone);
      onClose();
      await refreshBuilder();
    },
  });
  const workflows = [...new Set(definitions.map((one) => `${one.namespace}/${one.name}`))].toSorted();
  return (
    <DialogForm
      mutation={stop}
      submitLabel={text.stopNow}
      danger
      disabled={why.trim() === ''}
      onCancel={onClose}
      onSubmit={() => {
        const content = {
          why: why.trim(),
          ...(workflow === '' ? {} : { workflow }),
          ...(locationId === '' ? {} : { locationId }),
        };
        stop.mutate({ stopId: idOf(content), ...content });
      }}
    >
      <NativeSelect
        label={text.stopWhat}
        value={workflow}
        data={[{ value: '', label: text.stopAll }, ...workflows]}
        onChange={(event) => setWorkflow(event.currentTarget.value)}
      />
      <NativeSelect
        label={text.stopWhere}
        value={locationId}
        data={[
          { value: '', label: text.stopEverywhere },
          ...locations.map((one) => ({ value: one.locationId, label: one.name })),
        ]}
        onChange={(event) => setLocationId(event.currentTarget.value)}
      />
      <TextInput
        label={text.stopWhy}
        required
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
