import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { messageOf } from '../../api/problem.ts';
import { formatCount } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Queried } from '../../parts/states.tsx';
import { useMay } from '../identity/session.ts';
import { deadLettersQuery, discardEvent, refreshFlows, settleCall } from './flows-api.ts';
import { text } from './messages.ts';

/** What could not be done and waits for people. */
export function DeadLettersCard() {
  const may = useMay('flow.mend');
  const query = useQuery(deadLettersQuery);
  const settle = useMutation({ mutationFn: settleCall, onSettled: refreshFlows });
  const discard = useMutation({ mutationFn: discardEvent, onSettled: refreshFlows });
  const error = settle.error ?? discard.error;
  return (
    <Card title={text.dead} padded>
      <p className="muted">{text.deadIntro}</p>
      {error === null ? null : (
        <p role="alert" className="bad">
          {messageOf(error)}
        </p>
      )}
      <Queried query={query} rows={2}>
        {({ calls, events }) =>
          calls.length + events.length === 0 ? (
            <p>{text.deadNone}</p>
          ) : (
            <ul className="plain-list">
              {calls.map((call) => (
                <li key={`${call.runId} ${call.key}`}>
                  <div className="wrap-anywhere">
                    <RoomLink to="/workflows/$runId" params={{ runId: call.runId }}>
                      {text.deadCall(call.kind)}
                    </RoomLink>
                    <div className="muted small">
                      {formatInstant(call.madeAt)} · {text.attempts(formatCount(call.attempts))}
                      {call.lastResult === null ? '' : ` · ${call.lastResult}`}
                    </div>
                  </div>
                  {may ? (
                    <div className="row-actions">
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={text.callAgainOf(call.runId)}
                        onClick={() => settle.mutate({ call, how: 'retry' })}
                      >
                        {text.retryCall}
                      </Button>
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={text.discardOf(call.runId)}
                        onClick={() => settle.mutate({ call, how: 'discard' })}
                      >
                        {text.discard}
                      </Button>
                    </div>
                  ) : null}
                </li>
              ))}
              {events.map((event) => (
                <li key={event.poisonedId}>
                  <div className="wrap-anywhere">
                    <div className="strong">{text.poisoned}</div>
                    <div className="muted small">
                      {formatInstant(event.at)} · {event.reason}
                    </div>
                  </div>
                  {may ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={text.discardOf(event.reason)}
                      onClick={() => discard.mutate(event.poisonedId)}
                    >
                      {text.discard}
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Queried>
    </Card>
  );
}
