import { Button } from '@mantine/core';
import { text } from './messages.ts';

/** Reads the next page of a list; nothing when there is none. */
export function MoreButton({
  list,
}: {
  readonly list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}) {
  if (!list.hasNextPage) return null;
  return (
    <div className="card-body" style={{ textAlign: 'center' }}>
      <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {text.more}
      </Button>
    </div>
  );
}
