import { layoutPicture, listOf, type Picture, type PictureEdge } from '@barrow/canvas';
import {
  Background,
  Controls,
  MarkerType,
  ReactFlow,
  useNodesState,
  type Edge,
  type NodeTypes,
  type ReactFlowInstance,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { text } from './messages.ts';
import { TaskNode, type TaskFlowNode, type TaskMark } from './task-node.tsx';

const nodeTypes: NodeTypes = { task: TaskNode };
/** Readable at first, from the beginning on; the control shows all of it. */
const firstTasks = 5;
const fit = { maxZoom: 1, minZoom: 0.5, padding: 0.12 };
const sideOffsetPx = 18;

export type CanvasProps = {
  readonly picture: Picture;
  readonly selected: string | null;
  readonly onSelect: (id: string | null) => void;
  /** What is said of tasks beside what they do, by their pointers. */
  readonly marks?: ReadonlyMap<string, TaskMark>;
  readonly problems?: ReadonlyMap<string, number>;
  /** How it is changed; a picture to look at has none. */
  readonly editing?: {
    readonly insertingAt: string | null;
    readonly onAddTo: (listPointer: string) => void;
    /** A task was dropped: at which place of its list it stands now. */
    readonly onMove: (pointer: string, index: number) => void;
    readonly onKey: (event: KeyboardEvent) => void;
  };
};

const nothing: ReadonlyMap<string, never> = new Map<string, never>();
const notEdited = { insertingAt: null, onAddTo: () => undefined, onMove: () => undefined, onKey: () => undefined };

/** The picture of a workflow, drawn anew from its text with every change. */
export function Canvas(props: CanvasProps) {
  const { picture, selected, onSelect, editing, marks = nothing, problems = nothing } = props;
  const isReadOnly = editing === undefined;
  const { insertingAt, onAddTo, onMove, onKey } = editing ?? notEdited;
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
            mark: marks.get(node.id),
            insertingAt,
            isReadOnly,
            onSelect,
            onAddTo,
          },
        };
      }),
    );
  }, [picture, layout, selected, problems, marks, insertingAt, isReadOnly, onSelect, onAddTo, setNodes]);
  const edges = useMemo(() => {
    let sides = 0;
    return picture.edges.map((edge) => edgeOf(edge, isBelow(picture, edge) ? null : (sides += 1)));
  }, [picture]);
  const flow = useRef<ReactFlowInstance<TaskFlowNode> | null>(null);
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    const node = selected === null ? undefined : flow.current?.getInternalNode(selected);
    if (node === undefined || flow.current === null || pane.current === null) return;
    const { x, y } = node.internals.positionAbsolute;
    const view = flow.current.getViewport();
    const [left, top] = [x * view.zoom + view.x, y * view.zoom + view.y];
    const { clientWidth, clientHeight } = pane.current;
    const isSeen = left > -40 && top > -10 && left < clientWidth - 60 && top < clientHeight - 40;
    if (!isSeen) void flow.current.setCenter(x + 120, y + 60, { zoom: Math.max(view.zoom, 0.6) });
  }, [selected, nodes.length]);

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
    <section
      ref={pane}
      className="canvas-pane"
      aria-label={text.canvas}
      aria-describedby="canvas-hint"
      onKeyDown={onKey}
    >
      <p id="canvas-hint" className="hidden-visually">
        {isReadOnly ? text.canvasLookHint : text.canvasHint}
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
        fitViewOptions={{ ...fit, nodes: ['start', ...picture.top.nodeIds.slice(0, firstTasks)].map((id) => ({ id })) }}
        onInit={(instance) => {
          flow.current = instance;
        }}
      >
        <Background gap={20} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  );
}

/** Whether an arrow leads to the task that stands right below, or comes from the start or leads to the end. */
function isBelow({ top, nodes }: Picture, { from, to }: PictureEdge): boolean {
  if (from === 'start' || to === 'end') return true;
  const lanes = [top, ...nodes.flatMap((node) => node.lanes)];
  return lanes.some(({ nodeIds }) => nodeIds.indexOf(to) === nodeIds.indexOf(from) + 1 && nodeIds.includes(from));
}

/** An arrow down, or around the side where it passes other tasks: `side` counts those, so that they keep apart. */
function edgeOf({ id, from, to, kind, label }: PictureEdge, side: number | null): Edge {
  return {
    id,
    source: from,
    target: to,
    label,
    focusable: false,
    selectable: false,
    zIndex: 1,
    markerEnd: { type: MarkerType.ArrowClosed },
    ...(side === null
      ? { type: 'straight', sourceHandle: 'below', targetHandle: 'above' }
      : {
          type: 'smoothstep',
          sourceHandle: 'side-out',
          targetHandle: 'side-in',
          pathOptions: { offset: sideOffsetPx * (1 + (side % 6)), borderRadius: 8 },
        }),
    ...(kind === 'error' ? { style: { strokeDasharray: '5 4' } } : {}),
  };
}
