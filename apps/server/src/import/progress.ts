export type Progress = {
  /** Tells how far a phase is, at most a few times a second on a terminal and every few seconds elsewhere. */
  tell(phase: string, done: number, total: number, detail: string): void;
  /** The phase is over. */
  end(): void;
};

const terminalEveryMs = 120;
const plainEveryMs = 5_000;
const barWidth = 28;

/** A bar on a terminal, plain lines elsewhere. */
export function createProgress(
  out: { readonly isTTY?: boolean; write(text: string): unknown },
  nowMs: () => number = () => performance.now(),
): Progress {
  let lastMs = nowMs();
  let last = '';
  const isTerminal = out.isTTY === true;
  const show = (): void => {
    if (last !== '') out.write(isTerminal ? `\r\u001b[K${last}` : `${last}\n`);
  };
  return {
    tell(phase, done, total, detail) {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const percent = `${Math.floor(share * 100)} %`.padStart(5);
      const filled = Math.round(share * barWidth);
      last = isTerminal
        ? `  ${phase.padEnd(8)} ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${percent}  ${detail}`
        : `${phase} ${percent.trim()}, ${detail}`;
      if (nowMs() - lastMs < (isTerminal ? terminalEveryMs : plainEveryMs)) return;
      lastMs = nowMs();
      show();
    },
    end() {
      show();
      if (isTerminal && last !== '') out.write('\n');
      last = '';
    },
  };
}
