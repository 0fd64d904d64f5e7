import { valueText } from '@barrow/playbook';
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMay } from '../identity/session.ts';
import { text as networkText } from '../network/messages.ts';
import { useLocationOf } from '../network/network-api.ts';
import { text } from './messages.ts';
import { OverrideForm } from './override-form.tsx';
import { overridesQuery, refreshPlaybooks, removeOverride, type Override, type Playbook } from './playbooks-api.ts';

/** Who differs from the organisation's answers, and the way to differ or to follow again. */
export function OverridesCard({ playbook }: { readonly playbook: Playbook }) {
  const { name, questions } = playbook;
  const may = useMay('playbook.override');
  const [adding, setAdding] = useState(false);
  const query = useQuery(overridesQuery(name));
  const locationOf = useLocationOf();
  const formats: Readonly<Record<string, string>> = networkText.formats;
  const placeOf = ({ level, key }: Override): string => {
    if (level === 'location') return locationOf(key)?.name ?? key;
    return level === 'format' ? (formats[key] ?? key) : key;
  };
  const titleOf = ({ parameter }: Override): string => questions.properties[parameter]?.title ?? parameter;
  const valueOf = ({ parameter, value }: Override): string => {
    const question = questions.properties[parameter];
    return question === undefined ? String(value) : valueText(question, value);
  };
  const remove = useMutation({
    mutationFn: (one: Override) => removeOverride(name, one),
    onSuccess: async () => {
      toast(text.removed);
      await refreshPlaybooks();
    },
  });
  return (
    <Card
      title={text.exceptions}
      actions={
        may ? (
          <Button size="compact-xs" variant="default" onClick={() => setAdding(true)}>
            {text.addException}
          </Button>
        ) : undefined
      }
    >
      <div className="card-body muted">{text.exceptionsIntro}</div>
      {remove.error === null ? null : (
        <p role="alert" className="card-body bad">
          {messageOf(remove.error)}
        </p>
      )}
      <Queried query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card-body">{text.noExceptions}</div>
          ) : (
            <GridTable
              label={text.exceptions}
              rows={items}
              keyOf={(one) => `${one.level} ${one.key} ${one.parameter}`}
              columns={[
                {
                  header: text.place,
                  bare: true,
                  cell: (one) => (
                    <div className="wrap-anywhere">
                      <div className="strong">{placeOf(one)}</div>
                      <div className="muted small">{one.why}</div>
                    </div>
                  ),
                },
                { header: text.parameter, cell: titleOf },
                { header: text.value, cell: (one) => valueOf(one) },
                {
                  header: text.set,
                  cell: (one) => (
                    <span className="small">
                      {one.by}, {formatInstant(one.at)}
                      {one.until === null ? '' : `, ${text.untilText(formatInstant(one.until))}`}
                    </span>
                  ),
                },
                {
                  header: text.actions,
                  bare: true,
                  right: true,
                  cell: (one) =>
                    may ? (
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={text.removeOf(titleOf(one), placeOf(one))}
                        loading={remove.isPending && remove.variables === one}
                        onClick={() => remove.mutate(one)}
                      >
                        {text.remove}
                      </Button>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Queried>
      <Dialog title={text.addException} opened={adding} onClose={() => setAdding(false)}>
        <OverrideForm playbook={playbook} onClose={() => setAdding(false)} />
      </Dialog>
    </Card>
  );
}
