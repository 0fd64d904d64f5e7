import { Room } from '../../parts/room.tsx';
import { text } from './account-messages.ts';
import { PasskeysCard } from './passkeys-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SecondFactorCard } from './second-factor-card.tsx';
import { SessionsCard } from './sessions-card.tsx';

/** How a person signs in, and where. */
export function AccountRoom() {
  return (
    <Room title={text.title} intro={text.intro}>
      <div className="columns">
        <div className="stack">
          <PasskeysCard />
          <SecondFactorCard />
        </div>
        <div className="stack">
          <SessionsCard />
          <PasswordCard />
        </div>
      </div>
    </Room>
  );
}
