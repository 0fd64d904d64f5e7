import { Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Queried } from '../../parts/states.tsx';
import { useMay } from '../identity/session.ts';
import { enableTrigger, refreshFlows, triggersQuery, type Trigger } from './flows-api.ts';
import { text } from './messages.ts';

/** What starts runs by itself, with the switch of each. */
export function TriggersCard() {
  const may = useMay('flow.manage');
  const query = useQuery(triggersQuery);
  const change = useMutation({ mutationFn: enableTrigger, onSettled: refreshFlows });
  return (
    <Card title={text.inUse} padded>
      <p className="muted">{text.inUseIntro}</p>
      {change.error === null ? null : (
        <p role="alert" className="bad">
          {messageOf(change.error)}
        </p>
      )}
      <Queried query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{text.nothingInUse}</p>
          ) : (
            <ul className="plain-list">
              {items.map((trigger) => (
                <li key={trigger.triggerId}>
                  <div className="wrap-anywhere">
                    <div className="strong">{nameOf(trigger)}</div>
                    <div className="muted small">{whenOf(trigger)}</div>
                  </div>
                  <Switch
                    aria-label={text.starts(nameOf(trigger))}
                    disabled={!may || change.isPending}
                    checked={trigger.enabled}
                    onChange={(event) =>
                      change.mutate({ triggerId: trigger.triggerId, enabled: event.currentTarget.checked })
                    }
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Queried>
    </Card>
  );
}

function nameOf({ workflow }: Trigger): string {
  return workflow.split('/').at(-1) ?? workflow;
}

function whenOf({ kind, settings, nextAt }: Trigger): string {
  if (kind === 'schedule') return nextAt === null ? text.never : text.onSchedule(formatInstant(nextAt));
  const type = JSON.stringify(settings).match(/"type":"([^"]+)"/)?.[1];
  return type === undefined ? text.onEvents : text.onEvent(type);
}
