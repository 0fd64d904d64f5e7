import type { House } from '../../house.ts';
import { demoOrgId, demoPeople } from './create-demo.ts';
import { readDemoState } from './demo-state.ts';

/** What the sign-in page may tell of the demo: who is there, never a password. */
export async function describeDemo(
  house: House,
): Promise<{ demo: boolean; people: { email: string; role: string }[] }> {
  const isDemo = (await readDemoState(house.database, demoOrgId)) !== undefined;
  return { demo: isDemo, people: isDemo ? demoPeople.map(({ email, role }) => ({ email, role })) : [] };
}
