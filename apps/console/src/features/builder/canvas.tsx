import { layoutPicture, listOf, type Picture } from '@barrow/canvas';
import { Background, Controls, MarkerType, ReactFlow, useNodesState, type Edge, type NodeTypes } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useEffect, useMemo, type KeyboardEvent } from 'react';
import { text } from './messages.ts';
import { TaskNode, type TaskFlowNode } from './task-node.tsx';

const nodeTypes: NodeTypes = { task: TaskNode };
const fit = { maxZoom: 1, padding: 0.12 };

export type CanvasProps = {
  readonly picture: Picture;
  readonly selected: string | null;
  readonly problems: ReadonlyMap<string, number>;
  readonly insertingAt: string | null;
  readonly isReadOnly: boolean;
  readonly onSelect: (id: string | null) => void;
  readonly onAddTo: (listPointer: string) => void;
  /** A task was dropped: at which place of its list it stands now. */
  readonly onMove: (pointer: string, index: number) => void;
  readonly onKey: (event: KeyboardEvent) => void;
};

/** The picture of a workflow, drawn anew from its text with every change. */
export function Canvas(props: CanvasProps) {
  const { picture, selected, problems, insertingAt, isReadOnly, onSelect, onAddTo, onMove, onKey } = props;
  const layout = useMemo(() => layoutPicture(picture), [picture]);
  const [nodes, setNodes, onNodesChange] = useNodesState<TaskFlowNode>([]);
  useEffect(() => {
    setNodes(
      picture.nodes.map((node): TaskFlowNode => {
        const box = layout.get(node.id) ?? { x: 0, y: 0, width: 240, height: 64, lanes: [] };
        return {
          id: node.id,
          type: 'task',
          position: { x: box.x, y: box.y },
          width: box.width,
          height: box.height,
          selected: node.id === selected,
          focusable: false,
          draggable: !isReadOnly && node.kind !== 'start' && node.kind !== 'end',
          ...(node.parentId === null ? {} : { parentId: node.parentId, extent: 'parent' as const }),
          data: {
            node,
            lanes: box.lanes,
            problems: problems.get(node.id) ?? 0,
            insertingAt,
            isReadOnly,
            onSelect,
            onAddTo,
          },
        };
      }),
    );
  }, [picture, layout, selected, problems, insertingAt, isReadOnly, onSelect, onAddTo, setNodes]);
  const edges = useMemo(
    () =>
      picture.edges.map(({ id, from, to, kind, label }): Edge => ({
        id,
        source: from,
        target: to,
        label,
        type: kind === 'next' ? 'straight' : 'smoothstep',
        focusable: false,
        selectable: false,
        zIndex: 1,
        markerEnd: { type: MarkerType.ArrowClosed },
        ...(kind === 'error' ? { style: { strokeDasharray: '5 4' } } : {}),
      })),
    [picture],
  );

  /** Where a dropped task belongs among those of its list, by its middle. */
  const drop = (id: string): void => {
    const moved = nodes.find((node) => node.id === id);
    if (moved === undefined) return;
    const { listPointer, index } = listOf(id);
    const middle = moved.position.y + (moved.height ?? 0) / 2;
    const others = nodes.filter((node) => node.id !== id && listOf(node.id).listPointer === listPointer);
    const before = others.filter((node) => node.position.y + (node.height ?? 0) / 2 < middle).length;
    if (before !== index) onMove(id, before > index ? before + 1 : before);
    else {
      const box = layout.get(id);
      if (box === undefined) return;
      setNodes((all) => all.map((node) => (node.id === id ? { ...node, position: { x: box.x, y: box.y } } : node)));
    }
  };

  return (
    <section className="canvas-pane" aria-label={text.canvas} aria-describedby="canvas-hint" onKeyDown={onKey}>
      <p id="canvas-hint" className="hidden-visually">
        {text.canvasHint}
      </p>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onNodeDragStop={(_event, node) => drop(node.id)}
        onPaneClick={() => onSelect(null)}
        nodesConnectable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        onlyRenderVisibleElements={picture.nodes.length > 80}
        minZoom={0.1}
        fitView
        fitViewOptions={fit}
      >
        <Background gap={20} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  );
}
