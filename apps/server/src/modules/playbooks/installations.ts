import type { ParameterSchema, Values } from '@barrow/playbook';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';

/** A playbook that an organisation uses. */
export type Installation = {
  readonly playbook: string;
  readonly version: string;
  readonly questions: ParameterSchema;
  /** Answers that differ from the standard. */
  readonly answers: Values;
  readonly why: string;
  readonly definitionIds: readonly string[];
  readonly installedAt: string;
  readonly answeredBy: string;
  readonly answeredAt: string;
};

type Row = {
  playbook: string;
  version: string;
  questions: ParameterSchema;
  answers: Values;
  why: string;
  definition_ids: string[];
  installed_at: string;
  answered_by: string;
  answered_at: string;
};

const columns = 'playbook, version, questions, answers, why, definition_ids, installed_at, answered_by, answered_at';

function installationOf(row: Row): Installation {
  return {
    playbook: row.playbook,
    version: row.version,
    questions: row.questions,
    answers: row.answers,
    why: row.why,
    definitionIds: row.definition_ids,
    installedAt: row.installed_at,
    answeredBy: row.answered_by,
    answeredAt: row.answered_at,
  };
}

/** What is installed, by playbook; `lock` holds others off until the transaction ends. */
export async function readInstallations(tx: Tx, playbook: string | null = null, lock = false): Promise<Installation[]> {
  const rows = await tx.rows<Row>(
    `select ${columns} from playbooks.installation where org_id = $1 and ($2::text is null or playbook = $2) order by playbook ${lock ? 'for update' : ''}`,
    [tx.orgId, playbook],
  );
  return rows.map(installationOf);
}

export async function requireInstallation(tx: Tx, playbook: string, lock = false): Promise<Installation> {
  const [found] = await readInstallations(tx, playbook, lock);
  if (found === undefined)
    throw fault('conflict', 'PLAYBOOK_NOT_INSTALLED', `The playbook ${playbook} is not installed. Install it first.`);
  return found;
}

export type NewInstallation = Pick<
  Installation,
  'playbook' | 'version' | 'questions' | 'answers' | 'why' | 'definitionIds'
> & {
  readonly answeredBy: string;
};

/** Stores what is installed, or puts it in place of what was. */
export async function saveInstallation(tx: Tx, one: NewInstallation): Promise<Installation> {
  const row = await tx.row<Row>(
    `insert into playbooks.installation (org_id, playbook, version, questions, answers, why, definition_ids, answered_by)
     values ($1, $2, $3, $4, $5, $6, $7::uuid[], $8)
     on conflict (org_id, playbook) do update set version = excluded.version, questions = excluded.questions, answers = excluded.answers,
       why = excluded.why, definition_ids = excluded.definition_ids, answered_by = excluded.answered_by, answered_at = now()
     returning ${columns}`,
    [
      tx.orgId,
      one.playbook,
      one.version,
      JSON.stringify(one.questions),
      JSON.stringify(one.answers),
      one.why,
      one.definitionIds,
      one.answeredBy,
    ],
  );
  if (row === undefined) throw new Error('an installation was not stored');
  return installationOf(row);
}
