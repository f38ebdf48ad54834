/**
 * Who gave a reaction, as people are told: oneself first, then those whose names are known, then the others.
 * @param nameOf undefined where a name is not known.
 */
export function reactors(by: readonly string[], yourId: string, nameOf: (id: string) => string | undefined): string[] {
  const rank = (id: string) => (id === yourId ? 0 : nameOf(id) === undefined ? 2 : 1);
  return [...by].sort((a, b) => rank(a) - rank(b));
}
