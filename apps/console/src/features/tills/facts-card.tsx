import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { entriesOf } from '../../api/page.ts';
import { messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useLocationOf } from '../network/network-api.ts';
import { text } from './messages.ts';
import { factsQuery, refreshTills, settleFact } from './tills-api.ts';

/** What tills sent and was not taken, with the reason and what can be done. */
export function FactsCard() {
  const list = useInfiniteQuery(factsQuery);
  const locationOf = useLocationOf();
  const settle = useMutation({
    mutationFn: settleFact,
    onSuccess: ({ settled, message }) => toast(settled ? text.saved : text.letRefused(message ?? '')),
    onSettled: refreshTills,
  });
  const facts = entriesOf(list.data);
  return (
    <Card title={text.facts} padded>
      <p className="muted">{text.factsIntro}</p>
      {settle.error === null ? null : (
        <p role="alert" className="bad">
          {messageOf(settle.error)}
        </p>
      )}
      <Queried query={list} rows={1}>
        {() =>
          facts.length === 0 ? (
            <p>{text.noFacts}</p>
          ) : (
            <ul className="plain-list">
              {facts.map((fact) => (
                <li key={`${fact.seriesId} ${fact.seq}`}>
                  <div className="wrap-anywhere">
                    <div className="strong">
                      {fact.action}, {locationOf(fact.locationId)?.name ?? fact.locationId}
                    </div>
                    {fact.message === null ? null : <div>{fact.message}</div>}
                    <div className="muted small">{formatInstant(fact.at)}</div>
                  </div>
                  <div>
                    <Button
                      size="compact-xs"
                      variant="default"
                      disabled={settle.isPending}
                      onClick={() => settle.mutate({ fact, verb: 'let', why: text.let })}
                    >
                      {text.let}
                    </Button>{' '}
                    <Button
                      size="compact-xs"
                      variant="default"
                      disabled={settle.isPending}
                      onClick={() => settle.mutate({ fact, verb: 'write-off', why: text.writeOff })}
                    >
                      {text.writeOff}
                    </Button>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Queried>
      <MoreButton list={list} />
    </Card>
  );
}
