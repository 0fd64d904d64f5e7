import { roles, type Role } from '@barrow/contracts';
import { Button, MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { roleNames } from '../identity/role-names.ts';
import { useMay } from '../identity/session.ts';
import { LocationsPicker } from '../network/locations-picker.tsx';
import { useLocationOf } from '../network/network-api.ts';
import {
  accessQuery,
  accessVerbs,
  definitionsQuery,
  refreshBuilder,
  removeAccess,
  saveAccess,
  type AccessRule,
  type AccessVerb,
} from './builder-api.ts';
import { text } from './messages.ts';

/** Who may see, edit, approve and run which workflows, where that is fewer than their roles let. */
export function AccessCard() {
  const may = useMay('flow.access');
  const [isNew, setNew] = useState(false);
  const query = useQuery(accessQuery);
  const locationOf = useLocationOf();
  const remove = useMutation({
    mutationFn: removeAccess,
    onSuccess: () => toast(text.accessRemoved),
    onSettled: refreshBuilder,
  });
  const saidOf = ({ verb, workflow }: AccessRule): string => text.accessRule(text.verbs[verb], whatOf(workflow));
  const whoOf = ({ allow }: AccessRule): string =>
    [
      text.accessOwners,
      ...allow.map(({ role, locationIds }) =>
        locationIds === null
          ? (roleNames[role] ?? role)
          : text.accessAt(roleNames[role] ?? role, locationIds.map((one) => locationOf(one)?.name ?? one).join(', ')),
      ),
    ].join(', ');
  return (
    <Card
      title={text.access}
      padded
      actions={
        may ? (
          <Button size="compact-xs" variant="default" onClick={() => setNew(true)}>
            {text.accessNew}
          </Button>
        ) : undefined
      }
    >
      <p className="muted">{text.accessIntro}</p>
      {remove.error === null ? null : (
        <p role="alert" className="bad">
          {messageOf(remove.error)}
        </p>
      )}
      <Queried query={query} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{text.noAccess}</p>
          ) : (
            <ul className="plain-list">
              {items.map((one) => (
                <li key={`${one.workflow} ${one.verb}`}>
                  <div className="wrap-anywhere">
                    <div className="strong">{saidOf(one)}</div>
                    <div>{whoOf(one)}</div>
                    <div className="muted small">
                      {one.why}. {text.by(one.by, formatInstant(one.at))}
                    </div>
                  </div>
                  {may ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={text.accessRemoveOf(saidOf(one))}
                      onClick={() => remove.mutate(one)}
                    >
                      {text.accessRemove}
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Queried>
      <Dialog title={text.access} opened={isNew} onClose={() => setNew(false)}>
        <AccessForm onClose={() => setNew(false)} />
      </Dialog>
    </Card>
  );
}

function whatOf(workflow: string): string {
  if (workflow === '*') return text.accessAll;
  return workflow.endsWith('/*') ? text.accessAllOf(workflow.slice(0, -2)) : workflow;
}

/** Roles that only work at locations may be let in at some of them. */
const placed: readonly Role[] = ['location-manager', 'cashier'];
const choosable = roles.filter((role) => role !== 'owner');

function AccessForm({ onClose }: { readonly onClose: () => void }) {
  const definitions = useQuery(definitionsQuery).data?.items ?? [];
  const [workflow, setWorkflow] = useState('*');
  const [verb, setVerb] = useState<AccessVerb>('run');
  const [allowed, setAllowed] = useState<string[]>([]);
  const [locationIds, setLocationIds] = useState<string[]>([]);
  const [why, setWhy] = useState('');
  const save = useMutation({
    mutationFn: saveAccess,
    onSuccess: async () => {
      toast(text.accessSaved);
      onClose();
      await refreshBuilder();
    },
  });
  const names = [...new Set(definitions.map((one) => `${one.namespace}/${one.name}`))].toSorted();
  const namespaces = [...new Set(definitions.map((one) => `${one.namespace}/*`))].toSorted();
  const isPlaced = placed.some((role) => allowed.includes(role));
  return (
    <DialogForm
      intro={text.accessFormIntro}
      mutation={save}
      submitLabel={text.accessSave}
      disabled={why.trim() === ''}
      onCancel={onClose}
      onSubmit={() =>
        save.mutate({
          workflow,
          verb,
          allow: choosable.flatMap((role) =>
            allowed.includes(role)
              ? [{ role, locationIds: placed.includes(role) && locationIds.length > 0 ? locationIds : null }]
              : [],
          ),
          why: why.trim(),
        })
      }
    >
      <NativeSelect
        label={text.accessWhat}
        value={workflow}
        data={['*', ...namespaces, ...names].map((value) => ({ value, label: whatOf(value) }))}
        onChange={(event) => setWorkflow(event.currentTarget.value)}
      />
      <NativeSelect
        label={text.accessVerb}
        value={verb}
        data={accessVerbs.map((value) => ({ value, label: text.verbHints[value] }))}
        onChange={(event) => setVerb(accessVerbs.find((one) => one === event.currentTarget.value) ?? 'run')}
      />
      <MultiSelect
        label={text.accessWho}
        description={text.accessWhoHint}
        data={choosable.map((value) => ({ value, label: roleNames[value] ?? value }))}
        value={allowed}
        onChange={setAllowed}
      />
      {isPlaced ? (
        <LocationsPicker
          label={text.accessWhere}
          description={text.accessWhereHint}
          value={locationIds}
          onChange={setLocationIds}
        />
      ) : null}
      <TextInput
        label={text.accessWhy}
        required
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
