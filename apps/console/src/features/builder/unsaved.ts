const keyOf = (draftId: string): string => `barrow-draft-${draftId}`;

/** What was written here and has not reached the server, so that neither a lost line nor a closed tab loses it. */
export function readUnsaved(draftId: string): string | undefined {
  try {
    return localStorage.getItem(keyOf(draftId)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepUnsaved(draftId: string, text: string): void {
  try {
    localStorage.setItem(keyOf(draftId), text);
  } catch {
    // A browser without storage, or a full one: the server has what was saved.
  }
}

export function forgetUnsaved(draftId: string): void {
  try {
    localStorage.removeItem(keyOf(draftId));
  } catch {
    // As above.
  }
}
