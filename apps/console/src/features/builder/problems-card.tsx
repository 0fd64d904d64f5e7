import { catchErrors, nodeAt, type Picture } from '@barrow/canvas';
import { Button } from '@mantine/core';
import { formatCount } from '../../format/number.ts';
import { Card } from '../../parts/card.tsx';
import { Tag } from '../../parts/tag.tsx';
import type { Finding } from './builder-api.ts';
import { text } from './messages.ts';
import type { DraftEditor } from './use-draft-editor.ts';

/** Everything that is wrong, each with the way to it and, where there is one, its repair. */
export function ProblemsCard({
  findings,
  isChecking,
  picture,
  editor,
  isReadOnly,
  onSelect,
}: {
  readonly findings: readonly Finding[];
  readonly isChecking: boolean;
  readonly picture: Picture;
  readonly editor: DraftEditor;
  readonly isReadOnly: boolean;
  readonly onSelect: (id: string) => void;
}) {
  return (
    <Card
      title={text.problems}
      actions={
        findings.length === 0 ? undefined : (
          <Tag tone={findings.some((one) => one.severity === 'error') ? 'bad' : 'warn'}>
            {formatCount(findings.length)}
          </Tag>
        )
      }
      padded
    >
      {findings.length === 0 ? (
        <p role="status">{isChecking ? text.checking : text.noProblems}</p>
      ) : (
        <div role="status">
          <ul className="problem-list">
            {findings.map((one, index) => {
              const node = nodeAt(picture, one.pointer);
              return (
                <li key={`${index} ${one.pointer}`}>
                  <div className="wrap-anywhere">
                    <span className={one.severity === 'error' ? 'bad' : 'warn'}>{one.message}</span>
                    <div className="muted small code">
                      {one.pointer}
                      {one.line === null ? '' : `, ${text.line(formatCount(one.line))}`}
                    </div>
                  </div>
                  <div className="row-actions">
                    {one.rule === 'error-path' && !isReadOnly ? (
                      <Button
                        size="compact-xs"
                        onClick={() => {
                          const at = editor.change(catchErrors(editor.text, one.pointer));
                          if (at !== undefined) onSelect(at);
                        }}
                      >
                        {text.repair}
                      </Button>
                    ) : null}
                    {node === undefined ? null : (
                      <Button size="compact-xs" variant="default" onClick={() => onSelect(node)}>
                        {text.showProblem}
                      </Button>
                    )}
                  </div>
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </Card>
  );
}
