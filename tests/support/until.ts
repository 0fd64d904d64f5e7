/** Looks again and again until there is something; says what it waited for when nothing came. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, patienceMs = 30_000): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
