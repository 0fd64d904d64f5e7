import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { useRepeatableId } from '../../api/use-repeatable-id.ts';
import { formatCount, formatPercent } from '../../format/number.ts';
import { Card } from '../../parts/card.tsx';
import { CardForm } from '../../parts/card-form.tsx';
import { Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMay } from '../identity/session.ts';
import { LocationsPicker } from '../network/locations-picker.tsx';
import { useLocationOf } from '../network/network-api.ts';
import {
  makeRelease,
  refreshBuilder,
  releaseQuery,
  releasesQuery,
  rollBack,
  widenRelease,
  type Draft,
  type VersionFigures,
  type WatchedRelease,
} from './builder-api.ts';
import { text } from './messages.ts';

/** Lets an approved draft go live: at some locations first, or everywhere. */
export function ReleaseForm({ draft }: { readonly draft: Draft }) {
  const idOf = useRepeatableId();
  const [isEverywhere, setEverywhere] = useState(false);
  const [locationIds, setLocationIds] = useState<string[]>([]);
  const [minRuns, setMinRuns] = useState(5);
  const [sharePercent, setSharePercent] = useState(20);
  const release = useMutation({
    mutationFn: makeRelease,
    onSuccess: async () => {
      toast(text.releasedDone);
      await refreshBuilder();
    },
  });
  const content = {
    draftId: draft.draftId,
    revision: draft.revision,
    alarm: { minRuns, faultShare: sharePercent / 100 },
    ...(isEverywhere ? {} : { locationIds }),
  };
  const mayGo = isEverywhere || locationIds.length > 0;
  return (
    <Card title={text.release} padded>
      <CardForm
        mutation={release}
        submitLabel={text.releaseNow}
        onSubmit={() => {
          if (mayGo) release.mutate({ releaseId: idOf(content), ...content });
        }}
      >
        <span className="muted">{text.releaseIntro}</span>
        <NativeSelect
          label={text.releaseWhere}
          value={isEverywhere ? 'all' : 'some'}
          data={[
            { value: 'some', label: text.releaseSome },
            { value: 'all', label: text.releaseAll },
          ]}
          onChange={(event) => setEverywhere(event.currentTarget.value === 'all')}
        />
        {isEverywhere ? null : (
          <>
            <LocationsPicker
              label={text.releaseLocations}
              value={locationIds}
              error={fieldMessage(release.error, 'locationIds') ?? (mayGo ? undefined : text.releasePick)}
              onChange={setLocationIds}
            />
            <div className="form-pair">
              <NumberInput
                label={text.alarmRuns}
                min={1}
                max={10_000}
                allowDecimal={false}
                value={minRuns}
                onChange={(value) => setMinRuns(Number(value))}
              />
              <NumberInput
                label={text.alarmShare}
                min={0}
                max={100}
                value={sharePercent}
                onChange={(value) => setSharePercent(Number(value))}
              />
            </div>
          </>
        )}
      </CardForm>
    </Card>
  );
}

/** The releases of a draft, and how their runs do beside those of the version before. */
export function ReleasesOfDraft({ draftId }: { readonly draftId: string }) {
  const list = useQuery(releasesQuery(draftId));
  return (list.data?.items ?? []).map(({ releaseId }) => <ReleaseWatch key={releaseId} releaseId={releaseId} />);
}

function ReleaseWatch({ releaseId }: { readonly releaseId: string }) {
  const query = useQuery(releaseQuery(releaseId));
  return (
    <Card title={text.watch} padded>
      <Queried query={query} rows={4}>
        {(release) => <Watched release={release} />}
      </Queried>
    </Card>
  );
}

const tones = { canary: 'warn', everywhere: 'good', 'rolled-back': 'bad' } as const;

function Watched({ release }: { readonly release: WatchedRelease }) {
  const may = useMay('flow.manage');
  const locationOf = useLocationOf();
  const [why, setWhy] = useState('');
  const widen = useMutation({
    mutationFn: widenRelease,
    onSuccess: async () => {
      toast(text.widened);
      await refreshBuilder();
    },
  });
  const back = useMutation({
    mutationFn: rollBack,
    onSuccess: async () => {
      toast(text.rolledBack);
      await refreshBuilder();
    },
  });
  const { releaseId, status, locationIds, alarm, figures } = release;
  return (
    <div className="stack">
      <p>
        <Tag tone={tones[status]}>{text.releaseStatuses[status]}</Tag>{' '}
        {locationIds === null ? '' : locationIds.map((id) => locationOf(id)?.name ?? id).join(', ')}
      </p>
      {status === 'rolled-back' ? (
        <p role="status">{text.rolledBackBy(release.endedBy ?? '', release.why ?? '')}</p>
      ) : null}
      {status === 'canary' ? (
        <p className="muted">{text.alarmText(formatCount(alarm.minRuns), formatPercent(alarm.faultShare))}</p>
      ) : null}
      <FiguresTable
        columns={[
          [text.here, figures.here],
          [text.beside, figures.beside],
          [text.before, figures.before],
        ]}
      />
      {may && status !== 'rolled-back' ? (
        <CardForm
          mutation={back}
          submitLabel={text.rollBack}
          quiet
          onSubmit={() => back.mutate({ releaseId, why })}
          beside={
            status === 'canary' ? (
              <Button size="xs" loading={widen.isPending} onClick={() => widen.mutate(releaseId)}>
                {text.widen}
              </Button>
            ) : null
          }
        >
          <TextInput
            label={text.rollBackWhy}
            maxLength={500}
            value={why}
            error={fieldMessage(back.error, 'why')}
            onChange={(event) => setWhy(event.currentTarget.value)}
          />
        </CardForm>
      ) : null}
    </div>
  );
}

function FiguresTable({ columns }: { readonly columns: readonly (readonly [string, VersionFigures | null])[] }) {
  const shown = columns.flatMap(([name, figures]) => (figures === null ? [] : [{ name, figures }]));
  const actions = [...new Set(shown.flatMap(({ figures }) => Object.keys(figures.actions)))].toSorted();
  const rows: readonly (readonly [string, (figures: VersionFigures) => string])[] = [
    [text.runs, ({ started }) => formatCount(started)],
    [
      text.failed,
      ({ faulted, completed }) =>
        `${formatCount(faulted)} (${formatPercent(faulted / Math.max(1, faulted + completed))})`,
    ],
    [text.duration, ({ meanMs }) => (meanMs === null ? '–' : `${formatCount(Math.round(meanMs))} ms`)],
    ...actions.map((name) => [name, ({ actions: done }: VersionFigures) => formatCount(done[name] ?? 0)] as const),
  ];
  return (
    <div className="scroll-x">
      <table className="grid-table" aria-label={text.watch}>
        <thead>
          <tr>
            <th scope="col">{text.actions}</th>
            {shown.map(({ name }) => (
              <th key={name} scope="col" className="right">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, said]) => (
            <tr key={name}>
              <th scope="row" className="wrap-anywhere">
                {name}
              </th>
              {shown.map((one) => (
                <td key={one.name} className="right num">
                  {said(one.figures)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
