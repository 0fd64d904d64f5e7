import type { Pointer } from '@barrow/flow';
import type { Picture, PictureLane, PictureNode } from './picture.ts';

export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Where a node stands, in pixels: from its parent's corner where it has one. `lanes`: where its lists stand in it. */
export type Box = Area & { readonly lanes: readonly Area[] };

export type Layout = ReadonlyMap<Pointer, Box>;

const leaf = { width: 240, height: 64 };
const gap = 40;
const padding = 16;
const header = 60;
const laneHeader = 24;
/** Room below the last task of a lane, to put one there. */
const foot = 36;
const emptyLane = { width: 240, height: foot };

/** Lays a picture out from top to bottom: tasks of a list below each other, branches side by side, what stands in a task inside of it. */
export function layoutPicture(picture: Picture): Layout {
  const byId = new Map(picture.nodes.map((node) => [node.id, node]));
  const boxes = new Map<Pointer, Box>();
  const sizes = new Map<Pointer, { width: number; height: number }>();

  const laneSize = (lane: PictureLane): { width: number; height: number } => {
    const inner = lane.nodeIds.map((id) => sizes.get(id) ?? leaf);
    const width = Math.max(emptyLane.width, ...inner.map((size) => size.width));
    const height = inner.reduce((sum, size) => sum + size.height + gap, 0);
    return { width, height: laneHeader + Math.max(0, height - gap) + foot };
  };
  const sizeOf = (node: PictureNode): { width: number; height: number } => {
    if (node.lanes.length === 0) return leaf;
    const lanes = node.lanes.map(laneSize);
    const width = lanes.reduce((sum, lane) => sum + lane.width + padding, padding);
    return { width, height: header + Math.max(...lanes.map((lane) => lane.height)) + padding };
  };
  const place = (lane: PictureLane, x: number, y: number, width: number): number => {
    let at = y;
    for (const id of lane.nodeIds) {
      const size = sizes.get(id) ?? leaf;
      boxes.set(id, { x: x + (width - size.width) / 2, y: at, ...size, lanes: lanes.get(id) ?? [] });
      at += size.height + gap;
    }
    return at;
  };
  // Inner nodes come after the task that they stand in: sizes are taken from the end.
  for (const node of picture.nodes.toReversed()) sizes.set(node.id, sizeOf(node));
  const lanes = new Map<Pointer, Area[]>();
  for (const node of picture.nodes) {
    let x = padding;
    const areas = node.lanes.map((lane): Area => {
      const size = laneSize(lane);
      const area = { x, y: header, ...size };
      x += size.width + padding;
      return area;
    });
    lanes.set(node.id, areas);
  }
  for (const node of picture.nodes)
    for (const [index, lane] of node.lanes.entries()) {
      const area = lanes.get(node.id)?.[index];
      if (area !== undefined) place(lane, area.x, area.y + laneHeader, area.width);
    }
  const width = Math.max(leaf.width, ...picture.top.nodeIds.map((id) => (sizes.get(id) ?? leaf).width));
  boxes.set('start', { x: (width - leaf.width) / 2, y: 0, ...leaf, lanes: [] });
  const below = place(picture.top, 0, leaf.height + gap, width);
  boxes.set('end', { x: (width - leaf.width) / 2, y: below, ...leaf, lanes: [] });
  return new Map([...boxes].filter(([id]) => byId.has(id)));
}
