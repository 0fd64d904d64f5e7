import { kindWords, type Area, type PictureNode } from '@barrow/canvas';
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { text } from './messages.ts';

/** Something to be said of a task, such as how many runs stand there. */
export type TaskMark = { readonly text: string; readonly tone: 'quiet' | 'busy' | 'bad' };

export type TaskNodeData = {
  readonly node: PictureNode;
  readonly lanes: readonly Area[];
  readonly problems: number;
  readonly mark: TaskMark | undefined;
  /** Where steps go that are added, when that is in this task. */
  readonly insertingAt: string | null;
  readonly isReadOnly: boolean;
  readonly onSelect: (id: string) => void;
  readonly onAddTo: (listPointer: string) => void;
};
export type TaskFlowNode = Node<TaskNodeData, 'task'>;

/** One step of the picture: its face, and the lists of steps that stand in it. */
export const TaskNode = memo(function TaskNode({ data, selected }: NodeProps<TaskFlowNode>) {
  const { node, lanes, problems, mark, insertingAt, isReadOnly, onSelect, onAddTo } = data;
  const { id, kind, name, words, condition, note, leaves } = node;
  if (kind === 'end') {
    return (
      <div className="end-node">
        <Handle id="above" type="target" position={Position.Top} isConnectable={false} />
        {isReadOnly ? null : <AddStep listPointer="/do" insertingAt={insertingAt} onAddTo={onAddTo} />}
        <span className="muted">{name}</span>
      </div>
    );
  }
  const kindText = kind === 'start' ? name : kindWords[kind];
  const marks = [
    condition === null ? '' : `${text.condition}: ${condition}`,
    ...leaves.map(({ when, how }) => (when === '' ? text[how] : `${when}: ${text[how]}`)),
    note ?? '',
    problems === 0 ? '' : `${problems} ${text.problems}`,
  ].filter((mark) => mark !== '');
  return (
    <div
      className="task-node"
      data-selected={selected}
      data-bad={problems > 0}
      data-container={node.lanes.length > 0}
      title={marks.join('\n')}
    >
      {kind === 'start' ? null : (
        <>
          <Handle id="above" type="target" position={Position.Top} isConnectable={false} />
          <Handle id="side-in" type="target" position={Position.Right} isConnectable={false} style={{ top: 20 }} />
          <Handle id="side-out" type="source" position={Position.Right} isConnectable={false} style={{ top: 44 }} />
        </>
      )}
      <button type="button" className="task-face" aria-pressed={selected} onClick={() => onSelect(id)}>
        <span className="task-kind">
          {kindText}
          {marks.length === 0 ? '' : ` · ${marks.join(' · ')}`}
        </span>
        {kind === 'start' ? null : <span className="task-title">{name}</span>}
        <span className="task-words">{words}</span>
        {mark === undefined ? null : (
          <span className="task-mark" data-tone={mark.tone}>
            {mark.text}
          </span>
        )}
      </button>
      {node.lanes.map((lane, index) => {
        const area = lanes[index];
        if (area === undefined) return null;
        const { x, y, width, height } = area;
        return (
          <div key={`${lane.listPointer} ${index}`} className="lane" style={{ left: x, top: y, width, height }}>
            <div className="lane-label">{lane.label}</div>
            {isReadOnly ? null : (
              <div className="lane-add">
                <AddStep listPointer={lane.listPointer} insertingAt={insertingAt} onAddTo={onAddTo} />
              </div>
            )}
          </div>
        );
      })}
      <Handle id="below" type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
});

function AddStep({
  listPointer,
  insertingAt,
  onAddTo,
}: {
  readonly listPointer: string;
  readonly insertingAt: string | null;
  readonly onAddTo: (listPointer: string) => void;
}) {
  return (
    <button
      type="button"
      className="add-step"
      data-active={insertingAt === listPointer}
      onClick={() => onAddTo(listPointer)}
    >
      {text.addHere}
    </button>
  );
}
