import type { VersionFigures } from '../flows/index.ts';

export type Alarm = { readonly minRuns: number; readonly faultShare: number };

/**
 * Why a canary must be rolled back; undefined while it need not be. Enough runs have ended, more than the allowed share of them faulted,
 * and more than of the version beside it: what fails everywhere is no fault of the canary.
 */
export function alarmOf(
  { minRuns, faultShare }: Alarm,
  canary: VersionFigures,
  beside: VersionFigures | undefined,
): string | undefined {
  const ended = canary.completed + canary.faulted;
  if (ended < minRuns) return undefined;
  const share = canary.faulted / ended;
  const usual = beside === undefined ? 0 : beside.faulted / Math.max(1, beside.completed + beside.faulted);
  if (share <= faultShare || share <= usual) return undefined;
  const percent = (part: number): string => `${Math.round(part * 100)} %`;
  return `${canary.faulted} of ${ended} runs faulted (${percent(share)}; allowed ${percent(faultShare)}, the version beside it ${percent(usual)})`;
}
