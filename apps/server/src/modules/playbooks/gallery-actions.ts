import { Type, type Static } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { checkValues, fillSentences, type SentencePart as Part } from '@barrow/playbook';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { readEffective } from './effective.ts';
import { readInstallations, type Installation } from './installations.ts';
import { PlaybookName, SentencePart, Values } from './schemas.ts';
import { shippedPlaybook, shippedPlaybooks, type Playbook } from './shipped.ts';

const Installed = Type.Object({
  version: Type.String(),
  upgradeTo: Type.Union([Type.String(), Type.Null()], { description: 'A newer version that came with the server' }),
  answers: Values,
  definitionIds: Type.Array(uuid()),
  installedAt: instant(),
  answeredBy: Type.String(),
  answeredAt: instant(),
});

const Entry = Type.Object({
  name: Type.String(),
  version: Type.String(),
  title: Type.String(),
  goal: Type.String(),
  keywords: Type.Array(Type.String()),
  installed: Type.Union([Installed, Type.Null()]),
});

function installedOf(one: Installation | undefined, { manifest }: Playbook): Static<typeof Installed> | null {
  if (one === undefined) return null;
  const { version, answers, definitionIds, installedAt, answeredBy, answeredAt } = one;
  const upgradeTo = version === manifest.version ? null : manifest.version;
  return { version, upgradeTo, answers, definitionIds: [...definitionIds], installedAt, answeredBy, answeredAt };
}

function entryOf(playbook: Playbook, installation: Installation | undefined): Static<typeof Entry> {
  const { name, version, title, goal, keywords } = playbook.manifest;
  return { name, version, title, goal, keywords, installed: installedOf(installation, playbook) };
}

const sentencesOf = (parts: readonly (readonly Part[])[]): Static<typeof SentencePart>[][] =>
  parts.map((sentence) => sentence.map((part) => ({ ...part })));

/** Every word that is looked for stands somewhere in what a playbook says of itself. */
function speaksOf({ manifest, story }: Playbook, goal: string): boolean {
  const text = [manifest.title, manifest.goal, ...manifest.keywords, ...manifest.sentences, story]
    .join(' ')
    .toLowerCase();
  return goal
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export const galleryActions: readonly RegisteredAction[] = [
  action({
    name: 'playbooks.playbook.list',
    version: '1.0.0',
    summary: 'Ready-made workflows, and which of them are installed',
    effect: 'read',
    permission: 'playbook.read',
    route: 'GET /playbooks',
    touches: 'none',
    input: Type.Object(
      { goal: Type.Optional(Type.String({ maxLength: 200, description: 'Words of what is wanted' })) },
      { additionalProperties: false },
    ),
    output: Type.Object({ items: Type.Array(Entry) }),
    async run({ tx }, { goal = '' }) {
      const installed = new Map((await readInstallations(tx)).map((one) => [one.playbook, one]));
      const found = [...(await shippedPlaybooks()).values()].filter((one) => speaksOf(one, goal.trim()));
      return { items: found.map((one) => entryOf(one, installed.get(one.manifest.name))) };
    },
  }),
  action({
    name: 'playbooks.playbook.read',
    version: '1.0.0',
    summary: 'A playbook: its story, its questions, its workflows, and what it does here in sentences',
    effect: 'read',
    permission: 'playbook.read',
    route: 'GET /playbooks/:name',
    touches: 'none',
    input: Type.Object({ name: PlaybookName }, { additionalProperties: false }),
    output: Type.Object({
      ...Entry.properties,
      story: Type.String({ description: 'Markdown' }),
      questions: Type.Unknown({ description: 'JSON Schema of the parameters' }),
      sentences: Type.Array(Type.Array(SentencePart)),
      workflows: Type.Array(Type.Object({ file: Type.String(), source: Type.String() })),
    }),
    async run({ tx, nowMs }, { name }) {
      const playbook = await shippedPlaybook(name);
      const { values, installation } = await readEffective(tx, name, undefined, nowMs());
      const { story, questions, workflows, manifest } = playbook;
      return {
        ...entryOf(playbook, installation),
        story,
        questions,
        sentences: sentencesOf(fillSentences(manifest.sentences, questions, values)),
        workflows: workflows.map((one) => ({ ...one })),
      };
    },
  }),
  action({
    name: 'playbooks.playbook.preview',
    version: '1.0.0',
    summary: 'What a playbook would do with these answers, in sentences; nothing is stored',
    effect: 'read',
    permission: 'playbook.read',
    route: 'POST /playbooks/:name/preview',
    touches: 'none',
    input: Type.Object({ name: PlaybookName, parameters: Values }, { additionalProperties: false }),
    output: Type.Object({ sentences: Type.Array(Type.Array(SentencePart)) }),
    async run({ tx, nowMs }, { name, parameters }) {
      const { manifest, questions } = await shippedPlaybook(name);
      requireAllowed(checkValues(questions, parameters, 'organisation'));
      const { values } = await readEffective(tx, name, undefined, nowMs());
      return { sentences: sentencesOf(fillSentences(manifest.sentences, questions, { ...values, ...parameters })) };
    },
  }),
];

export function requireAllowed(problems: ReturnType<typeof checkValues>): void {
  const [first] = problems;
  if (first === undefined) return;
  throw fault('unprocessable', 'PARAMETER_INVALID', `${first.pointer} ${first.detail}.`, problems);
}
