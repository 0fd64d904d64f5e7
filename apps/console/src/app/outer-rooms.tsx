import { Button } from '@mantine/core';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { messageOf } from '../api/problem.ts';
import { Gate } from '../features/identity/gate.tsx';
import { text as signInText } from '../features/identity/sign-in-messages.ts';
import { signOut } from '../features/identity/session.ts';
import { RoomButton } from '../parts/links.tsx';
import { text as partsText } from '../parts/messages.ts';
import { Room } from '../parts/room.tsx';
import { Failed } from '../parts/states.tsx';
import { text } from './messages.ts';

/** An address that leads nowhere. */
export function UnknownRoom() {
  return (
    <Gate title={text.unknownRoom} intro={text.unknownRoomHint}>
      <RoomButton to="/">{text.toLive}</RoomButton>
    </Gate>
  );
}

/** A room that threw, or whose code could not be loaded. */
export function BrokenRoom({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Room title={text.broken}>
      <div className="card">
        <Failed
          error={error}
          onRetry={() => {
            reset();
            void router.invalidate();
          }}
        />
      </div>
    </Room>
  );
}

/** The server did not answer who is signed in. */
export function NoServer({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Gate title={partsText.failed} intro={messageOf(error)}>
      <Button
        onClick={() => {
          reset();
          void router.invalidate();
        }}
      >
        {partsText.tryAgain}
      </Button>
    </Gate>
  );
}

/** Signed in, but a member of nothing. */
export function NoOrganisation() {
  const router = useRouter();
  return (
    <Gate title={signInText.noOrganisation} intro={signInText.noOrganisationHint}>
      <Button variant="default" onClick={() => void signOut().then(() => router.navigate({ to: '/sign-in' }))}>
        {signInText.signOut}
      </Button>
    </Gate>
  );
}
