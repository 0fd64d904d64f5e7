import type { PickedValue } from '@barrow/canvas';
import { Button, Menu } from '@mantine/core';
import { text } from './messages.ts';

/** Values of a real event to click: each with the expression that reads it. */
export function DataPicker({
  label,
  ariaLabel,
  picks,
  onPick,
}: {
  readonly label: string;
  readonly ariaLabel?: string;
  readonly picks: readonly PickedValue[];
  readonly onPick: (picked: PickedValue) => void;
}) {
  return (
    <Menu withinPortal position="bottom-start" width={320}>
      <Menu.Target>
        <Button size="xs" variant="default" aria-label={ariaLabel}>
          <span className="code">{label}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown style={{ maxHeight: 320, overflowY: 'auto' }}>
        <Menu.Label>{picks.length === 0 ? text.noSample : text.sample}</Menu.Label>
        {picks.map((one) => (
          <Menu.Item key={one.jq} onClick={() => onPick(one)}>
            <span className="code">{one.jq}</span>
            <div className="muted small wrap-anywhere">{shortOf(one)}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function shortOf({ value }: PickedValue): string {
  const said = JSON.stringify(value);
  return said.length > 60 ? `${said.slice(0, 60)}…` : said;
}
