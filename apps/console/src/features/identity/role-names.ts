import type { Role } from '@barrow/contracts';
import { text } from './people-messages.ts';

/** Names of roles for words that come from outside; a role this console does not know keeps its own. */
export const roleNames: Readonly<Record<string, string>> = text.roles satisfies Readonly<Record<Role, string>>;
