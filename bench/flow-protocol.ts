import { Type, type Static } from 'typebox';

/** What starters of runs are told, and what they say; DBOS and Barrow alike. */
export const FlowStage = Type.Object({
  name: Type.String(),
  starters: Type.Integer(),
  warmUpMs: Type.Integer(),
  measureMs: Type.Integer(),
  workflow: Type.Optional(Type.String()),
});
export type FlowStage = Static<typeof FlowStage>;

export const FlowLoad = Type.Object({
  databaseUrl: Type.String(),
  /** Connections of the process; 0: as many as it takes by itself. */
  pool: Type.Integer(),
  stages: Type.Array(FlowStage),
  /** Organisations whose runs are started in turn. */
  orgIds: Type.Optional(Type.Array(Type.String())),
  egressAllow: Type.Optional(Type.String()),
});
export type FlowLoad = Static<typeof FlowLoad>;

const FlowStageResult = Type.Object({
  name: Type.String(),
  runsPerS: Type.Number(),
  p50Ms: Type.Number(),
  p99Ms: Type.Number(),
});
export type FlowLoadResult = Static<typeof FlowStageResult>;
export const FlowLoadResults = Type.Object({ results: Type.Array(FlowStageResult) });

export const ClaimerLoad = Type.Object({ databaseUrl: Type.String() });
export type ClaimerLoad = Static<typeof ClaimerLoad>;
