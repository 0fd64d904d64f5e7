import { byDefinition, byName, byRun, bySource, byTrigger, type Access } from './access-guard.ts';

/**
 * What each action does with workflows. Not here: `flows.run.start` asks for itself, since it gathers; emergency stops, a brake that whoever
 * may stop at all may always pull; what is about texts that the caller wrote, and about events, which no workflow owns.
 */
export const flowAccess: Readonly<Record<string, Access>> = {
  'flows.access.list': { verb: 'see' },
  'flows.definition.list': { verb: 'see' },
  'flows.definition.read': { verb: 'see', of: byDefinition },
  'flows.definition.publish': { verb: 'approve', of: bySource },
  'flows.definition.retire': { verb: 'approve', of: byDefinition },
  'flows.definition.reinstate': { verb: 'approve', of: byDefinition },
  'flows.trigger.list': { verb: 'see' },
  'flows.trigger.enable': { verb: 'approve', of: byTrigger },
  'flows.run.list': { verb: 'see' },
  'flows.run.read': { verb: 'see', of: byRun },
  'flows.run.history': { verb: 'see', of: byRun },
  'flows.run.cancel': { verb: 'run', of: byRun },
  'flows.run.suspend': { verb: 'run', of: byRun },
  'flows.run.resume': { verb: 'run', of: byRun },
  'flows.run.retry': { verb: 'run', of: byRun },
  'flows.run.answer': { verb: 'run', of: byRun },
  'flows.run.command-many': { verb: 'run' },
  'flows.dead-call.list': { verb: 'see' },
  'flows.dead-call.retry': { verb: 'run', of: byRun },
  'flows.dead-call.discard': { verb: 'run', of: byRun },
  'flows.workflow.figures': { verb: 'see' },
  'flows.bottleneck.list': { verb: 'see' },
  'flows.part.list': { verb: 'see', of: byName },
  'flows.part.save': { verb: 'approve', of: byName },
  'flows.part.remove': { verb: 'approve', of: byName },
  'flows.effective.read': { verb: 'see', of: byName },
};
