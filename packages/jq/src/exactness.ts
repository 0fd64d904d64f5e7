/** Whether the current run keeps the digits of number literals that it reads (`tonumber`, `fromjson`). Set when a run begins. */
const current = { exact: false };

export function isExact(): boolean {
  return current.exact;
}

/** Sets it and gives what it was. */
export function setExact(exact: boolean): boolean {
  const before = current.exact;
  current.exact = exact;
  return before;
}
