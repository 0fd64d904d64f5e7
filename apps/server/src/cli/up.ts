import { once } from 'node:events';
import { createDemo, demoOrgId, demoPasswordOf, demoPeople, demoToday } from '../demo/load/create-demo.ts';
import { demoSigningSecretOf, renewSandboxKey, saveDemoSuppliers } from '../demo/load/demo-suppliers.ts';
import { readDemoState, writeDemoState } from '../demo/load/demo-state.ts';
import { demoEnrolmentCode } from '../demo/load/demo-till.ts';
import { planDemo } from '../demo/load/first-plan.ts';
import { loadHistory } from '../demo/load/load-history.ts';
import { runTrickle } from '../demo/load/live-trickle.ts';
import { openInstallation } from '../installation.ts';
import type { Config } from '../platform/config.ts';
import { findFreePort } from '../platform/embedded-database/launch.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { startServer, type RunningServer } from '../running-server.ts';
import { flagOf, type CommandArguments } from './command.ts';
import { configOf } from './config-of.ts';
import { sandboxPortOf, startSandbox } from './sandbox-process.ts';
import { tellStep } from './steps.ts';

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A free port chosen now rather than by the system, and leave to call the demo's suppliers beside it on this machine. */
async function withPorts(config: Config): Promise<Config> {
  const port = config.BARROW_PORT === 0 ? await findFreePort() : config.BARROW_PORT;
  const allowed = [config.BARROW_EGRESS_ALLOW, `127.0.0.1:${sandboxPortOf(port)}`].filter((part) => part !== '');
  return { ...config, BARROW_PORT: port, BARROW_EGRESS_ALLOW: allowed.join(',') };
}

/** Makes the demo when the database holds no organisation. Answers whether the demo is there. */
async function ensureDemo(running: RunningServer, secret: string, isWanted: boolean): Promise<boolean> {
  const { house } = running;
  const organisations = await house.identity.organisations();
  const state = organisations.some((one) => one.orgId === demoOrgId)
    ? await readDemoState(house.database, demoOrgId)
    : undefined;
  if (state !== undefined) return true;
  if (!isWanted || organisations.some((one) => !one.demo)) return false;
  const today = demoToday(house.clock.nowMs());
  await tellStep('create the demo network', async () => {
    await createDemo(house, secret, today);
    await house.database.transaction(demoOrgId, (tx) =>
      writeDemoState(tx, { today, loadedThrough: null, trickle: true }),
    );
  });
  return true;
}

/** The demo's past in the background: it is usable meanwhile. Then sales trickle in until the end. */
async function liveDemo(running: RunningServer, log: Logger, signal: AbortSignal, withTrickle: boolean): Promise<void> {
  const started = performance.now();
  let told = 0;
  await loadHistory(running.house, signal, ({ done, total, sales }) => {
    const tenth = Math.floor((10 * done) / total);
    if (tenth === told) return;
    told = tenth;
    say(
      `  history of the demo: ${Math.round((100 * done) / total)} %, ${sales} sales, ${Math.round((performance.now() - started) / 1000)} s`,
    );
  });
  if (told > 0 && !signal.aborted)
    say(`  the demo is complete after ${Math.round((performance.now() - started) / 1000)} s`);
  if (!signal.aborted)
    await planDemo(running.house, signal).catch((error: unknown) =>
      log.warn({ error: String(error) }, 'the demo could not be planned'),
    );
  if (withTrickle) await runTrickle(running.house, log, signal);
}

function tellAddresses(
  running: RunningServer,
  secret: string,
  isDemo: boolean,
  sandbox: string | undefined,
  tillCode: string | undefined,
): void {
  say(`\nBarrow runs at http://localhost:${running.port}`);
  say(`  API documents       http://localhost:${running.port}/docs`);
  say(`  till                http://localhost:${running.port}/till/`);
  if (sandbox !== undefined) say(`  supplier sandbox    ${sandbox}`);
  if (isDemo) {
    say('\nDemo network "Fern & Field" (invented). Sign in with:');
    for (const person of demoPeople)
      say(`  ${person.email.padEnd(32)} ${person.role.padEnd(18)} password ${demoPasswordOf(secret)}`);
    if (tillCode !== undefined)
      say(
        `\nA till of its first shop: open http://localhost:${running.port}/till/#code=${tillCode} (good once, for 30 minutes; more under Tills)`,
      );
  } else say('\nNo organisation yet: open the address above to create yours.');
  say('\nCtrl-C stops everything.');
}

async function untilStopped(): Promise<void> {
  const stop = new AbortController();
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal, { signal: stop.signal })));
  stop.abort();
}

/** Starts everything and serves until it is told to stop. */
export async function run(args: CommandArguments): Promise<number> {
  const started = performance.now();
  const config = await withPorts(configOf(args));
  const log = createLogger(config.BARROW_LOG);
  const stopped = untilStopped();
  const installation = await openInstallation(config, (line) => log.info(line), tellStep);
  const background = new AbortController();
  try {
    const running = await tellStep('start the server', () =>
      startServer(config, installation.databaseUrl, installation.secret, log),
    );
    let sandbox: Awaited<ReturnType<typeof startSandbox>> | undefined;
    try {
      const isDemo = await ensureDemo(running, installation.secret, !flagOf(args, 'no-demo'));
      if (isDemo) {
        await tellStep('start the supplier sandbox', async () => {
          const key = await renewSandboxKey(running.house);
          const started = await startSandbox(running, key, demoSigningSecretOf(installation.secret));
          sandbox = started;
          await saveDemoSuppliers(
            running.house,
            installation.secret,
            started.address,
            config.BARROW_SMTP_URL !== undefined,
          );
        });
      }
      const tillCode = isDemo ? await demoEnrolmentCode(running.house) : undefined;
      tellAddresses(running, installation.secret, isDemo, sandbox?.address, tillCode);
      say(`Ready after ${((performance.now() - started) / 1000).toFixed(1)} s.`);
      const demo = isDemo ? liveDemo(running, log, background.signal, !flagOf(args, 'no-trickle')) : Promise.resolve();
      demo.catch((error: unknown) => log.error({ error: String(error) }, 'the demo stopped'));
      await stopped;
      say('\nStopping ...');
      background.abort();
      await demo.catch(() => undefined);
    } finally {
      await sandbox?.stop();
      await running.stop();
    }
  } finally {
    await installation.stop();
  }
  say('Stopped.');
  return 0;
}
