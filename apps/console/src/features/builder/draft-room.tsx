import { valueAt } from '@barrow/canvas';
import { Alert, Button, Tabs, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { Card } from '../../parts/card.tsx';
import { Room } from '../../parts/room.tsx';
import { Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMayWith } from '../flows/use-may-with.ts';
import { BuildTab } from './build-tab.tsx';
import './builder.css';
import {
  checkQuery,
  draftQuery,
  findingsOf,
  moveDraft,
  refreshBuilder,
  samplesQuery,
  workflowOf,
  type DraftDetails,
  type Tried,
} from './builder-api.ts';
import { ConflictCard } from './conflict-card.tsx';
import { draftTones } from './draft-tones.ts';
import { text } from './messages.ts';
import { ProblemsCard } from './problems-card.tsx';
import { ReviewTab } from './review-tab.tsx';
import { TryTab } from './try-tab.tsx';
import { useDraftEditor, type DraftEditor } from './use-draft-editor.ts';

const typingMs = 500;
const tabs = ['build', 'text', 'try', 'review'] as const;

export function DraftRoom() {
  const { draftId = '' } = useParams({ strict: false });
  const query = useQuery(draftQuery(draftId));
  return <Queried query={query}>{(draft) => <Loaded key={draftId} draft={draft} />}</Queried>;
}

function Loaded({ draft }: { readonly draft: DraftDetails }) {
  const mayWrite = useMayWith('flow.draft', 'edit', workflowOf(draft));
  const isWritable = mayWrite && draft.status === 'draft';
  const editor = useDraftEditor(draft, isWritable);
  const [tab, setTab] = useState<string | null>(draft.status === 'draft' ? 'build' : 'review');
  const [tried, setTried] = useState<Tried | null>(null);
  const [asked] = useDebouncedValue(editor.text, typingMs);
  const check = useQuery({ ...checkQuery(asked), placeholderData: keepPreviousData });
  const type = valueAt(editor.document, ['schedule', 'on', 'one', 'with', 'type']);
  const samples = useQuery({ ...samplesQuery(typeof type === 'string' ? type : undefined), enabled: mayWrite });
  const events = samples.data?.items ?? [];
  const findings = check.data === undefined ? [] : findingsOf(check.data);
  const isChecking = check.data === undefined || asked !== editor.text || check.isPlaceholderData;
  return (
    <Room
      title={draft.title}
      intro={<Tag tone={draftTones[draft.status]}>{text.statuses[draft.status]}</Tag>}
      actions={<DraftActions draft={draft} editor={editor} mayWrite={mayWrite} />}
    >
      <div className="stack">
        <ConflictCard editor={editor} />
        {mayWrite && draft.status !== 'draft' ? <p className="muted">{text.readOnly}</p> : null}
        <Tabs value={tab} onChange={setTab} keepMounted={false}>
          <Tabs.List>
            {tabs
              .filter((one) => one !== 'try' || mayWrite)
              .map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {text.tabs[one]}
                </Tabs.Tab>
              ))}
          </Tabs.List>
          <Tabs.Panel value="build" pt="md">
            <BuildTab
              editor={editor}
              findings={findings}
              isChecking={isChecking}
              sample={events[0]}
              tried={tried}
              isReadOnly={!isWritable}
            />
          </Tabs.Panel>
          <Tabs.Panel value="text" pt="md">
            <div className="stack">
              <Card padded>
                <Textarea
                  className="text-editor"
                  aria-label={text.editorLabel}
                  readOnly={!isWritable}
                  autosize
                  minRows={16}
                  maxRows={34}
                  spellCheck={false}
                  value={editor.text}
                  onChange={(event) => editor.type(event.currentTarget.value)}
                />
              </Card>
              <ProblemsOfText
                editor={editor}
                findings={findings}
                isChecking={isChecking}
                onShow={() => setTab('build')}
              />
            </div>
          </Tabs.Panel>
          <Tabs.Panel value="try" pt="md">
            <TryTab source={editor.text} samples={events} tried={tried} onTried={setTried} />
          </Tabs.Panel>
          <Tabs.Panel value="review" pt="md">
            <ReviewTab draft={draft} source={editor.text} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </Room>
  );
}

function ProblemsOfText({
  editor,
  findings,
  isChecking,
  onShow,
}: Pick<Parameters<typeof ProblemsCard>[0], 'editor' | 'findings' | 'isChecking'> & { readonly onShow: () => void }) {
  const nothing = { nodes: [], edges: [], top: { label: '', listPointer: '/do', isBranch: false, nodeIds: [] } };
  return (
    <ProblemsCard
      findings={findings}
      isChecking={isChecking}
      picture={nothing}
      editor={editor}
      isReadOnly
      onSelect={onShow}
    />
  );
}

function DraftActions({
  draft,
  editor,
  mayWrite,
}: {
  readonly draft: DraftDetails;
  readonly editor: DraftEditor;
  readonly mayWrite: boolean;
}) {
  const { draftId, status } = draft;
  const move = useMutation({
    mutationFn: moveDraft,
    onSuccess: async (_answer, { verb }) => {
      toast({ submit: text.sent, discard: text.discarded, return: text.givenBack, approve: text.approved }[verb]);
      await refreshBuilder();
    },
  });
  return (
    <>
      {status === 'draft' ? (
        <span role="status" className={editor.saveState === 'not-saved' ? 'warn' : 'muted'}>
          {text.save[editor.saveState]}
          {editor.saveError === null || editor.saveState !== 'not-saved' ? '' : `: ${messageOf(editor.saveError)}`}
        </span>
      ) : null}
      {mayWrite && status === 'draft' ? (
        <Button
          size="xs"
          loading={move.isPending}
          disabled={editor.saveState !== 'saved'}
          onClick={() => move.mutate({ draftId, verb: 'submit', revision: editor.revision })}
        >
          {text.toReview}
        </Button>
      ) : null}
      {mayWrite && (status === 'in-review' || status === 'approved') ? (
        <Button
          size="xs"
          variant="default"
          loading={move.isPending}
          onClick={() => move.mutate({ draftId, verb: 'return', why: text.takeBackWhy })}
        >
          {text.takeBack}
        </Button>
      ) : null}
      {move.error === null ? null : (
        <Alert role="alert" color="red" className="alert-bad">
          {messageOf(move.error)}
        </Alert>
      )}
    </>
  );
}
