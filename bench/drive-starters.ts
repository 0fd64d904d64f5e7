import type { FlowStage } from './flow-protocol.ts';
import { percentile } from './percentile.ts';

/**
 * So many starters at once, each beginning its next run when its last is complete, for a warm-up and then the time that counts. Answers
 * runs a second and the times from start to end.
 */
export async function driveStarters(
  stage: FlowStage,
  run: () => Promise<void>,
): Promise<{ runsPerS: number; p50Ms: number; p99Ms: number }> {
  await during(stage.warmUpMs, stage.starters, run);
  const startedMs = performance.now();
  const durations = await during(stage.measureMs, stage.starters, run);
  const seconds = (performance.now() - startedMs) / 1000;
  durations.sort((a, b) => a - b);
  return {
    runsPerS: durations.length / seconds,
    p50Ms: percentile(durations, 0.5),
    p99Ms: percentile(durations, 0.99),
  };
}

async function during(forMs: number, starters: number, run: () => Promise<void>): Promise<number[]> {
  const endMs = performance.now() + forMs;
  const durations: number[] = [];
  const starter = async (): Promise<void> => {
    while (performance.now() < endMs) {
      const beganMs = performance.now();
      await run();
      durations.push(performance.now() - beganMs);
    }
  };
  await Promise.all(Array.from({ length: starters }, starter));
  return durations;
}
