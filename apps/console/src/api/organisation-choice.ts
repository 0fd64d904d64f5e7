const storageKey = 'barrow.organisation';

/** The organisation that a person of several works in, remembered on this device. Undefined: the server's default. */
export function chosenOrganisation(): string | undefined {
  return localStorage.getItem(storageKey) ?? undefined;
}

export function chooseOrganisation(orgId: string | undefined): void {
  if (orgId === undefined) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, orgId);
}

/** The header that tells the server; empty when nothing was chosen. */
export function organisationHeader(): Readonly<Record<string, string>> {
  const orgId = chosenOrganisation();
  return orgId === undefined ? {} : { 'barrow-organisation': orgId };
}
