import { Radio } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemError } from '../../api/problem.ts';
import { CardForm } from '../../parts/card-form.tsx';
import { Card } from '../../parts/card.tsx';
import { toast } from '../../parts/toasts.tsx';
import { text } from './messages.ts';
import { refreshPlaybooks, upgradePlaybook, type Playbook } from './playbooks-api.ts';

type Choices = Readonly<Record<string, 'mine' | 'theirs'>>;

/** Takes the new version. Where both sides changed something, it asks which is to hold. */
export function UpgradeCard({ playbook }: { readonly playbook: Playbook }) {
  const [choices, setChoices] = useState<Choices>({});
  const upgrade = useMutation({
    mutationFn: () => upgradePlaybook(playbook.name, choices),
    onSuccess: async () => {
      toast(text.upgraded);
      await refreshPlaybooks();
    },
  });
  const { error } = upgrade;
  const conflicts = error instanceof ProblemError && error.code === 'PLAYBOOK_CONFLICT' ? error.problems : [];
  const titleOf = (name: string): string => playbook.questions.properties[name]?.title ?? name;
  return (
    <Card title={text.upgradeTitle(playbook.version)} padded>
      <CardForm mutation={upgrade} submitLabel={text.upgradeNow} onSubmit={() => upgrade.mutate()}>
        <span>{text.upgradeIntro}</span>
        {conflicts.map(({ pointer, detail }) => {
          const name = pointer.split('/').at(-1) ?? '';
          return (
            <Radio.Group
              key={name}
              label={titleOf(name)}
              description={detail}
              value={choices[name] ?? null}
              onChange={(value) => setChoices({ ...choices, [name]: value === 'mine' ? 'mine' : 'theirs' })}
            >
              <div className="form" style={{ gap: 8, marginTop: 6 }}>
                <Radio value="mine" label={text.keepMine} />
                <Radio value="theirs" label={text.takeTheirs} />
              </div>
            </Radio.Group>
          );
        })}
      </CardForm>
    </Card>
  );
}
