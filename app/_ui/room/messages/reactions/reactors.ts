/**
 * The users of a reaction in display order: the user themselves, then those with a known name, then the others.
 * @param nameOf returns undefined if a name is not known.
 */
export function reactors(by: readonly string[], yourId: string, nameOf: (id: string) => string | undefined): string[] {
  const rank = (id: string) => (id === yourId ? 0 : nameOf(id) === undefined ? 2 : 1);
  return [...by].sort((a, b) => rank(a) - rank(b));
}
