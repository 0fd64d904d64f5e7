import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Room } from '../../parts/room.tsx';
import { Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useMay } from '../identity/session.ts';
import { AnswersForm } from './answers-form.tsx';
import { text } from './messages.ts';
import { OverridesCard } from './overrides-card.tsx';
import { playbookQuery, type Playbook, type SentencePart } from './playbooks-api.ts';
import { StopButton } from './stop-button.tsx';
import { Story } from './story.tsx';
import { UpgradeCard } from './upgrade-card.tsx';

export function PlaybookRoom() {
  const { name = '' } = useParams({ strict: false });
  const query = useQuery(playbookQuery(name));
  return (
    <Queried query={query}>
      {(playbook) => <Loaded key={`${name} ${playbook.installed?.answeredAt ?? ''}`} playbook={playbook} />}
    </Queried>
  );
}

function Loaded({ playbook }: { readonly playbook: Playbook }) {
  const { name, title, goal, installed, version } = playbook;
  const may = useMay('playbook.manage');
  const [sentences, setSentences] = useState(playbook.sentences);
  return (
    <Room title={title} intro={goal} actions={may && installed !== null ? <StopButton name={name} /> : undefined}>
      <div className="columns">
        <div className="stack">
          {may && installed !== null && installed.upgradeTo !== null ? <UpgradeCard playbook={playbook} /> : null}
          <Card
            title={text.does}
            padded
            actions={
              installed === null ? (
                <span className="muted small">{text.version(version)}</span>
              ) : (
                <Tag tone="good">{text.installed}</Tag>
              )
            }
          >
            <Sentences sentences={sentences} />
            {installed === null ? null : (
              <p className="muted small">
                {text.answeredBy(installed.answeredBy, formatInstant(installed.answeredAt))}
              </p>
            )}
          </Card>
          {installed === null ? null : <OverridesCard playbook={playbook} />}
        </div>
        <div className="stack">
          {may ? (
            <Card title={text.questions} padded>
              <AnswersForm playbook={playbook} onSentences={setSentences} />
            </Card>
          ) : null}
          <Card title={text.story} padded>
            <Story markdown={playbook.story} />
          </Card>
        </div>
      </div>
    </Room>
  );
}

/** Sentences with what was answered in them. */
function Sentences({ sentences }: { readonly sentences: readonly (readonly SentencePart[])[] }) {
  return (
    <ul className="sentences">
      {sentences.map((parts, index) => (
        <li key={index}>
          {parts.map((part, place) =>
            part.parameter === undefined ? part.text : <mark key={place}>{part.text}</mark>,
          )}
        </li>
      ))}
    </ul>
  );
}
