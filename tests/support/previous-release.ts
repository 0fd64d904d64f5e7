import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { must } from '@barrow/kernel';
import { Type } from 'typebox';
import { compileSchema } from '../../apps/server/src/platform/schema.ts';
import type { SeededOrganisation, SeedShape } from './seeded-organisation.ts';

/** What runs in the field while this code is rolled out. Set anew with each release: to its commit. */
const commit = 'fb92d5b6c8239e89644e5ab48758fdc00da635e6';

const parts = ['package.json', 'apps/server', 'packages', 'tests'];
const ids = Type.Array(Type.String());
const seeded = compileSchema(
  Type.Array(
    Type.Object({
      orgId: Type.String(),
      ownerKey: Type.String(),
      key: Type.String(),
      locationIds: ids,
      itemIds: ids,
      skus: ids,
    }),
  ),
);

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

export type PreviousRelease = {
  /** Of its server. */
  readonly main: string;
  /** Makes an organisation in its schema, with its code. */
  seed(databaseUrl: string, address: string, shape: SeedShape): Promise<SeededOrganisation>;
};

/**
 * The previous release's server, taken out of the repository's history: answers its main file, or why there is none (a clone without
 * history). Its packages are its own; what comes from the registry is what is installed now.
 */
export async function previousRelease(): Promise<PreviousRelease | { readonly missing: string }> {
  const folder = join(root, '.barrow', 'previous', commit);
  const release: PreviousRelease = {
    main: join(folder, 'apps/server/src/main.ts'),
    async seed(databaseUrl, address, shape) {
      const script = `const { seedOrganisations } = await import(${JSON.stringify(join(folder, 'tests/support/seeded-organisation.ts'))});
        const [databaseUrl, address, shape] = process.argv.slice(1);
        console.log(JSON.stringify(await seedOrganisations(databaseUrl, address, JSON.parse(shape))));`;
      const args = ['--input-type=module', '-e', script, databaseUrl, address, JSON.stringify(shape)];
      const { stdout } = await run(process.execPath, args);
      return must(seeded.parse(JSON.parse(stdout))[0], 'an organisation');
    },
  };
  const isThere = await access(release.main).then(
    () => true,
    () => false,
  );
  if (isThere) return release;
  const isKnown = await run('git', ['-C', root, 'cat-file', '-e', `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
  if (!isKnown) return { missing: `the commit ${commit.slice(0, 10)} of the previous release is not in this clone` };
  const draft = `${folder}-${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(join(draft, 'node_modules/@barrow'), { recursive: true });
  const archive = join(draft, 'release.tar');
  await run('git', ['-C', root, 'archive', '--output', archive, commit, ...parts]);
  await run('tar', ['-xf', archive, '-C', draft]);
  await rm(archive);
  for (const name of await readdir(join(draft, 'packages'), { withFileTypes: true })) {
    if (name.isDirectory())
      await symlink(`../../packages/${name.name}`, join(draft, 'node_modules/@barrow', name.name));
  }
  // Versions that npm did not hoist stand in the server's own folder.
  const own = join(root, 'apps/server/node_modules');
  await access(own).then(
    () => symlink(own, join(draft, 'apps/server/node_modules')),
    () => undefined,
  );
  await rename(draft, folder);
  return release;
}
