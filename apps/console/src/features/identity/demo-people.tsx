import { Button } from '@mantine/core';
import { roleNames } from './role-names.ts';
import type { Demo } from './sign-in-api.ts';
import { text } from './sign-in-messages.ts';

/** Who may look at the demo network. Choosing fills the e-mail in; passwords are where the server was started. */
export function DemoPeople({
  demo,
  busy,
  onChoose,
}: {
  readonly demo: Demo;
  readonly busy: boolean;
  readonly onChoose: (email: string) => void;
}) {
  return (
    <section aria-labelledby="demo-title" className="demo-people">
      <h2 id="demo-title">{text.demoTitle}</h2>
      <p className="muted small">{text.demoIntro}</p>
      {demo.people?.map(({ email, role }) => (
        <Button
          key={email}
          variant="default"
          size="xs"
          fullWidth
          justify="space-between"
          disabled={busy}
          rightSection={<span className="muted">{roleNames[role] ?? role}</span>}
          onClick={() => onChoose(email)}
        >
          {email}
        </Button>
      ))}
    </section>
  );
}
