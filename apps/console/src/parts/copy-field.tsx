import { Button, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { text } from './messages.ts';

/** A text to copy, such as a link or a secret. */
export function CopyField({
  label,
  hint,
  value,
}: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
}) {
  const clipboard = useClipboard();
  return (
    <div className="copy-field">
      <TextInput
        label={label}
        description={hint}
        readOnly
        value={value}
        onFocus={(event) => event.currentTarget.select()}
        classNames={{ input: 'code' }}
      />
      <Button variant="default" onClick={() => clipboard.copy(value)}>
        {clipboard.copied ? text.copied : text.copy}
      </Button>
    </div>
  );
}
