import { structuredPatch } from 'diff';
import { text } from './messages.ts';

/** The lines of two texts that differ, with three lines around them. */
export function TextDifference({ before, after }: { readonly before: string; readonly after: string }) {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 3 });
  if (hunks.length === 0) return null;
  return (
    <details>
      <summary>{text.inText}</summary>
      <div className="diff code" tabIndex={0} role="region" aria-label={text.inText}>
        {hunks.flatMap((hunk, place) => [
          <div key={`${place}`} className="muted">{`@@ ${hunk.oldStart} @@`}</div>,
          ...hunk.lines.map((line, index) => (
            <div
              key={`${place} ${index}`}
              className={line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : undefined}
            >
              {line}
            </div>
          )),
        ])}
      </div>
    </details>
  );
}
