import { flagOf, UsageError, type CommandArguments } from './command.ts';
import { openHouse } from './open-house.ts';
import { verifyChains, type ChainProof } from '../modules/tills/index.ts';
import { verify } from '../verify/verify.ts';
import type { Difference } from '../verify/difference.ts';

/** More lines than this help nobody; `--json` has them all. */
const mostShown = 50;

function sentenceOf({ kind, of, field, recomputed, stored }: Difference): string {
  const about = Object.entries(of).map(([name, value]) => `${name} ${value}`);
  return `${kind} ${about.join(', ')}: ${field} is ${String(stored)}, recomputed ${String(recomputed)}`;
}

function proofLine({ code, device, facts, receipts, firstBreak, lost }: ChainProof): string {
  const gaps = lost.length === 0 ? '' : `; lost between a backup and the till: ${lost.join(', ')}`;
  if (firstBreak === null) return `${code} (${device}): the chain holds, ${facts} facts, ${receipts} receipts${gaps}`;
  const which = firstBreak.receipt === null ? '' : `, receipt ${firstBreak.receipt}`;
  return `${code} (${device}): BROKEN at fact ${firstBreak.seq}${which}: ${firstBreak.why}; ${facts} facts before it hold${gaps}`;
}

/** `./barrow verify receipts`: follows the chain of every till, and names the first break of each; exit code 1 when there is one. */
async function verifyReceipts(args: CommandArguments): Promise<number> {
  const opened = await openHouse(args);
  try {
    const proofs = await verifyChains(opened.house.database, opened.orgId);
    if (flagOf(args, 'json')) process.stdout.write(`${JSON.stringify({ orgId: opened.orgId, proofs }, null, 2)}\n`);
    else process.stdout.write(`${proofs.length === 0 ? 'No till.' : proofs.map(proofLine).join('\n')}\n`);
    return proofs.every(({ firstBreak }) => firstBreak === null) ? 0 : 1;
  } finally {
    await opened.close();
  }
}

/** `./barrow verify`: recomputes balances and totals and tells every difference; exit code 1 when there is one. */
export async function run(args: CommandArguments): Promise<number> {
  const [what] = args.positionals;
  if (what === 'receipts') return verifyReceipts(args);
  if (what !== undefined) throw new UsageError(`verify knows "receipts" alone, not "${what}"`);
  const opened = await openHouse(args);
  const { house, orgId } = opened;
  try {
    const differences = await verify(house.database, orgId);
    if (flagOf(args, 'json')) process.stdout.write(`${JSON.stringify({ orgId, differences }, null, 2)}\n`);
    else process.stdout.write(`${textFor(differences)}\n`);
    return differences.length === 0 ? 0 : 1;
  } finally {
    await opened.close();
  }
}

function textFor(differences: readonly Difference[]): string {
  if (differences.length === 0)
    return 'No difference: every balance and total is what moves, lines and voids add up to.';
  const shown = differences.slice(0, mostShown).map(sentenceOf);
  const more = differences.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`and ${more} more; --json shows all`] : []),
    `${differences.length} differences`,
  ].join('\n');
}
