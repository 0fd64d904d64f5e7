/** A page of a list; `nextCursor` is absent on the last. */
export type Page<T> = { readonly items: readonly T[]; readonly nextCursor?: string };

/** The entries of all pages read so far. */
export function entriesOf<T>(data: { readonly pages: readonly Page<T>[] } | undefined): readonly T[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}

/** What useInfiniteQuery needs to go through a cursor list. */
export const byCursor = {
  initialPageParam: '',
  getNextPageParam: (page: Page<unknown>) => page.nextCursor,
};
