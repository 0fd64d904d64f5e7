import { Alert, Button, Radio } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf, ProblemError } from '../../api/problem.ts';
import { Card } from '../../parts/card.tsx';
import { fieldsOf } from '../../parts/schema-fields.ts';
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
  const titleOf = (name: string): string =>
    fieldsOf(playbook.questions).find((field) => field.name === name)?.title ?? name;
  return (
    <Card title={text.upgradeTitle(playbook.version)} padded>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!upgrade.isPending) upgrade.mutate();
        }}
      >
        <span>{text.upgradeIntro}</span>
        {error === null ? null : (
          <Alert role="alert" color="red" className="alert-bad">
            {messageOf(error)}
          </Alert>
        )}
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
        <div className="form-end">
          <Button type="submit" size="xs" loading={upgrade.isPending}>
            {text.upgradeNow}
          </Button>
        </div>
      </form>
    </Card>
  );
}
