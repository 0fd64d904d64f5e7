import { runCheck } from '../../../../tools/check/run-check.ts';
import { stages } from '../../../../tools/check/stages.ts';
import { flagOf, manyOf, UsageError, type CommandArguments } from './command.ts';

export async function run(args: CommandArguments): Promise<number> {
  const only = manyOf(args, 'only').flatMap((names) => names.split(','));
  const stageNames = stages.map((stage) => stage.name);
  const unknown = only.find((name) => !stageNames.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`There is no stage "${unknown}". The stages are: ${stageNames.join(', ')}.`);
  const chosen = only.length === 0 ? stages : stages.filter((stage) => only.includes(stage.name));
  return runCheck(chosen, { long: flagOf(args, 'long'), write: (text) => process.stdout.write(text) });
}
