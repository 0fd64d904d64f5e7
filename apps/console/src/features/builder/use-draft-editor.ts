import { beginHistory, record, redo, undo, type Edited, type History } from '@barrow/canvas';
import { readSource, type JsonValue } from '@barrow/flow';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ProblemError } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { draftQuery, saveDraft, type DraftDetails } from './builder-api.ts';
import { forgetUnsaved, keepUnsaved, readUnsaved } from './unsaved.ts';

/** What is written is saved once nobody has typed for so long. */
const pauseMs = 900;
/** Without a connection it is tried again so often. */
const againMs = 4_000;
/** Typing in one field within this time is one step to undo. */
const togetherMs = 1_200;

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'not-saved' | 'conflict';

export type DraftEditor = {
  readonly text: string;
  /** What the text says; the last that could be read while it cannot. */
  readonly document: JsonValue;
  readonly isReadable: boolean;
  readonly revision: number;
  readonly saveState: SaveState;
  readonly saveError: Error | null;
  /** What somebody else saved, while that differs from what is here. */
  readonly theirs: DraftDetails | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Why the last edit could not be made. */
  readonly refusal: string | null;
  /** Takes an edit; answers where its task stands. `group`: edits of one field follow each other as one step. */
  readonly change: (edited: Edited, group?: string) => string | undefined;
  readonly type: (text: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
};

/** The text of a draft while somebody writes it: undone and redone, saved by itself, kept in this browser until it is. */
export function useDraftEditor(draft: DraftDetails, isWritable: boolean): DraftEditor {
  const { draftId } = draft;
  const [history, setHistory] = useState<History<string>>(() => beginHistory(readUnsaved(draftId) ?? draft.source));
  const [saved, setSaved] = useState({ source: draft.source, revision: draft.revision });
  const [theirs, setTheirs] = useState<DraftDetails | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const last = useRef({ group: '', atMs: 0 });
  const text = history.present;

  const save = useMutation({
    mutationFn: saveDraft,
    onSuccess: (answer, { source }) => {
      setSaved({ source, revision: answer.revision });
      queryClient.setQueryData(draftQuery(draftId).queryKey, (before) =>
        before === undefined ? before : { ...before, ...answer, source },
      );
      void queryClient.invalidateQueries({ queryKey: ['builder', 'drafts'] });
    },
    onError: async (error) => {
      if (!(error instanceof ProblemError) || error.code !== 'DRAFT_CHANGED') return;
      setTheirs(await queryClient.fetchQuery({ ...draftQuery(draftId), staleTime: 0 }));
    },
  });
  const { mutate, isPending, error } = save;

  useEffect(() => {
    if (text === saved.source) forgetUnsaved(draftId);
    else keepUnsaved(draftId, text);
    if (text === saved.source || isPending || theirs !== null || !isWritable) return undefined;
    const timer = setTimeout(
      () => mutate({ draftId, revision: saved.revision, source: text }),
      error === null ? pauseMs : againMs,
    );
    return () => clearTimeout(timer);
  }, [text, saved, isPending, theirs, isWritable, draftId, error, mutate]);

  const read = useMemo(() => readSource(text), [text]);
  const lastRead = useRef<JsonValue>(null);
  if (read.ok) lastRead.current = read.value.value;

  const put = useCallback((next: string, group: string): void => {
    const nowMs = Date.now();
    const isTogether = group !== '' && last.current.group === group && nowMs - last.current.atMs < togetherMs;
    last.current = { group, atMs: nowMs };
    setHistory((before) => (isTogether ? { ...before, present: next, future: [] } : record(before, next)));
    setRefusal(null);
  }, []);
  const step = useCallback((move: typeof undo<string>): void => {
    last.current = { group: '', atMs: 0 };
    setHistory(move);
    setRefusal(null);
  }, []);

  return {
    text,
    document: lastRead.current,
    isReadable: read.ok,
    revision: saved.revision,
    saveState: stateOf(text === saved.source, isPending, error, theirs),
    saveError: theirs === null ? error : null,
    theirs,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    refusal,
    change(edited, group = '') {
      if (!edited.ok) {
        setRefusal(edited.detail);
        return undefined;
      }
      put(edited.value.text, group === '' ? '' : `${group} ${edited.value.pointer}`);
      return edited.value.pointer;
    },
    type: (next) => put(next, 'typing'),
    undo: () => step(undo),
    redo: () => step(redo),
    takeTheirs() {
      if (theirs === null) return;
      setSaved({ source: theirs.source, revision: theirs.revision });
      put(theirs.source, '');
      setTheirs(null);
      save.reset();
    },
    keepMine() {
      if (theirs === null) return;
      setSaved({ source: theirs.source, revision: theirs.revision });
      setTheirs(null);
      save.reset();
    },
  };
}

function stateOf(isSaved: boolean, isPending: boolean, error: Error | null, theirs: DraftDetails | null): SaveState {
  if (theirs !== null) return 'conflict';
  if (isPending) return 'saving';
  if (isSaved) return 'saved';
  return error === null ? 'unsaved' : 'not-saved';
}
