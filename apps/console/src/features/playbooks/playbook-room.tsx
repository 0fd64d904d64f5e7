import { valueText } from '@barrow/playbook';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Room } from '../../parts/room.tsx';
import { firstValues } from '../../parts/schema-fields.ts';
import type { FormValues } from '../../parts/schema-form.tsx';
import { Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useMay } from '../identity/session.ts';
import { AnswersForm } from './answers-form.tsx';
import { text } from './messages.ts';
import { OverridesCard } from './overrides-card.tsx';
import { playbookQuery, type Playbook } from './playbooks-api.ts';
import { StopButton } from './stop-button.tsx';
import { Story } from './story.tsx';
import { UpgradeCard } from './upgrade-card.tsx';
import { UseHereCard } from './use-here-card.tsx';

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
  const mayHere = useMay('playbook.override');
  const [values, setValues] = useState<FormValues>({ ...firstValues(playbook.questions), ...installed?.answers });
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
            <Sentences playbook={playbook} values={values} />
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
              <AnswersForm playbook={playbook} values={values} onChange={setValues} />
            </Card>
          ) : mayHere ? (
            <UseHereCard playbook={playbook} />
          ) : null}
          <Card title={text.story} padded>
            <Story markdown={playbook.story} />
          </Card>
        </div>
      </div>
    </Room>
  );
}

/** What the playbook does, with the answers as they stand in the form. */
function Sentences({ playbook, values }: { readonly playbook: Playbook; readonly values: FormValues }) {
  const { properties } = playbook.questions;
  return (
    <ul className="sentences">
      {playbook.sentences.map((parts, index) => (
        <li key={index}>
          {parts.map((part, place) => {
            const question = 'parameter' in part ? properties[part.parameter] : undefined;
            if (question === undefined || !('parameter' in part)) return part.text;
            return <mark key={place}>{valueText(question, values[part.parameter] ?? question.default)}</mark>;
          })}
        </li>
      ))}
    </ul>
  );
}
