import { Autocomplete, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage, messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatPercent } from '../../format/number.ts';
import { CardForm } from '../../parts/card-form.tsx';
import { Card } from '../../parts/card.tsx';
import { Facts } from '../../parts/figures.tsx';
import { Room } from '../../parts/room.tsx';
import { Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { TaxCard } from '../catalogue/tax-card.tsx';
import { DeleteDemo } from './delete-demo.tsx';
import { MailCard } from './mail-card.tsx';
import { useMay, useMe } from './session.ts';
import { demoStateQuery, setTrickle, updateOrganisation } from './settings-api.ts';
import { text } from './settings-messages.ts';

const timeZones = Intl.supportedValuesOf('timeZone');

export function SettingsRoom() {
  const { organisation } = useMe();
  const mayManage = useMay('organisation.manage');
  return (
    <Room title={text.title} intro={text.intro}>
      <div className="columns">
        <div className="stack">
          <TaxCard />
        </div>
        <div className="stack">
          <OrganisationCard />
          {organisation.demo ? <DemoCard /> : null}
          {mayManage ? <MailCard /> : null}
        </div>
      </div>
    </Room>
  );
}

function OrganisationCard() {
  const { organisation } = useMe();
  const may = useMay('organisation.manage');
  const [name, setName] = useState(organisation.name);
  const [timeZone, setTimeZone] = useState(organisation.timeZone);
  const save = useMutation({
    mutationFn: () => updateOrganisation({ name: name.trim(), timeZone }),
    onSuccess: async () => {
      toast(text.saved);
      await queryClient.invalidateQueries({ queryKey: ['me'] });
    },
  });
  if (!may) {
    return (
      <Card title={text.organisation} padded>
        <Facts
          facts={[
            [text.name, organisation.name],
            [text.timeZone, organisation.timeZone],
            [text.currency, organisation.currency],
          ]}
        />
      </Card>
    );
  }
  return (
    <Card title={text.organisation} padded>
      <CardForm mutation={save} submitLabel={text.save} onSubmit={() => save.mutate()}>
        <TextInput
          label={text.name}
          value={name}
          error={fieldMessage(save.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Autocomplete
          label={text.timeZone}
          data={timeZones}
          limit={30}
          value={timeZone}
          error={fieldMessage(save.error, 'timeZone')}
          onChange={setTimeZone}
        />
        <Facts facts={[[text.currency, organisation.currency]]} />
      </CardForm>
    </Card>
  );
}

function DemoCard() {
  const may = useMay('network.manage');
  const mayDelete = useMay('organisation.manage');
  const query = useQuery(demoStateQuery);
  const change = useMutation({
    mutationFn: setTrickle,
    onSuccess: (state) => queryClient.setQueryData(demoStateQuery.queryKey, state),
  });
  return (
    <Card title={text.demo} padded>
      <p>{text.demoIntro}</p>
      <Queried query={query} rows={1}>
        {(state) => (
          <div className="form">
            {state.complete ? null : <span className="muted">{text.demoShare(formatPercent(state.share))}</span>}
            <Switch
              label={text.trickle}
              disabled={!may || change.isPending}
              checked={state.trickle}
              onChange={(event) => change.mutate(event.currentTarget.checked)}
            />
            <span className="muted">{text.leaveDemo}</span>
            {mayDelete ? (
              <div className="form-end">
                <DeleteDemo disabled={!state.complete} />
              </div>
            ) : null}
            {change.error === null ? null : (
              <span role="alert" className="bad">
                {messageOf(change.error)}
              </span>
            )}
          </div>
        )}
      </Queried>
    </Card>
  );
}
