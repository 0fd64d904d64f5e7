import { compareDefinitions } from '@barrow/canvas';
import { readSource } from '@barrow/flow';
import { Button } from '@mantine/core';
import { Card } from '../../parts/card.tsx';
import { text } from './messages.ts';
import { TextDifference } from './text-difference.tsx';
import type { DraftEditor } from './use-draft-editor.ts';

/** Somebody else saved while this was written: both are shown, and neither is lost. */
export function ConflictCard({ editor }: { readonly editor: DraftEditor }) {
  const { theirs } = editor;
  if (theirs === null) return null;
  const [mine, other] = [readSource(editor.text), readSource(theirs.source)];
  const differences = mine.ok && other.ok ? compareDefinitions(mine.value.value, other.value.value) : [];
  return (
    <Card
      title={text.conflict(theirs.changedBy)}
      padded
      actions={
        <div className="row-actions">
          <Button size="xs" variant="default" onClick={editor.takeTheirs}>
            {text.takeTheirs}
          </Button>
          <Button size="xs" onClick={editor.keepMine}>
            {text.keepMine}
          </Button>
        </div>
      }
    >
      <div role="alert">
        <p>{text.conflictIntro}</p>
        <ul className="sentence-list">
          {differences.map(({ sentence }) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
      <TextDifference before={editor.text} after={theirs.source} />
    </Card>
  );
}
