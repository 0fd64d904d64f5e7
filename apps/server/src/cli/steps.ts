import type { Step } from '../installation.ts';

/** Says what is being done and how long each step took, on standard error. */
export const tellStep: Step = async (title, work) => {
  const started = performance.now();
  const isTerminal = process.stderr.isTTY === true;
  if (isTerminal) process.stderr.write(`  ${title.padEnd(40)} ...`);
  try {
    const result = await work();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stderr.write(`${isTerminal ? '\r\u001b[K' : ''}  ${title.padEnd(40)} ${seconds.padStart(5)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write(`${isTerminal ? '\r\u001b[K' : ''}  ${title.padEnd(40)} failed\n`);
    throw error;
  }
};
