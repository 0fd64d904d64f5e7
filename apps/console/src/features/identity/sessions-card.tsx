import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import {
  endOtherSessions,
  endSession,
  refreshAccount,
  sessionsQuery,
  signedInQuery,
  type Session,
} from './account-api.ts';
import { text } from './account-messages.ts';

/** Where a person is signed in, and the way to end it. */
export function SessionsCard() {
  const query = useQuery(sessionsQuery);
  const own = useQuery(signedInQuery).data?.session.token;
  const onSuccess = async (): Promise<void> => {
    toast(text.ended);
    await refreshAccount();
  };
  const end = useMutation({ mutationFn: endSession, onSuccess });
  const endOthers = useMutation({ mutationFn: endOtherSessions, onSuccess });
  const error = end.error ?? endOthers.error;
  return (
    <Card title={text.sessions} padded>
      <p className="muted">{text.sessionsIntro}</p>
      {error === null ? null : (
        <p role="alert" className="bad">
          {messageOf(error)}
        </p>
      )}
      <Queried query={query} rows={2}>
        {(sessions) => (
          <>
            <ul className="plain-list">
              {sessions.map((one) => (
                <li key={one.token}>
                  <div className="wrap-anywhere">
                    <div className="strong">{browserOf(one)}</div>
                    <div className="muted small">{text.since(formatInstant(one.createdAt))}</div>
                  </div>
                  {one.token === own ? (
                    <Tag tone="info">{text.thisSession}</Tag>
                  ) : (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={text.endSessionOf(`${browserOf(one)}, ${text.since(formatInstant(one.createdAt))}`)}
                      onClick={() => end.mutate(one.token)}
                    >
                      {text.endSession}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {sessions.length > 1 ? (
              <Button size="xs" variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
                {text.endOthers}
              </Button>
            ) : null}
          </>
        )}
      </Queried>
    </Card>
  );
}

const browsers = [
  ['Edg/', 'Edge'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const systems = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'] as const;

/** `Chrome, Linux`, as far as the browser says it. */
function browserOf({ userAgent }: Session): string {
  const agent = userAgent ?? '';
  const browser = browsers.find(([mark]) => agent.includes(mark))?.[1];
  const system = systems.find((one) => agent.includes(one));
  return [browser ?? text.unknownBrowser, system].filter((part) => part !== undefined).join(', ');
}
