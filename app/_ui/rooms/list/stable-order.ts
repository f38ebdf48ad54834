/** Items in their previous order, with new ones at the end. */
export function inStableOrder<R extends { id: string }>(
  rooms: readonly R[],
  held: readonly string[] | undefined,
): readonly R[] {
  if (!held) return rooms;
  const place = new Map(held.map((id, i) => [id, i]));
  const placeOf = ({ id }: R) => place.get(id) ?? held.length;
  return [...rooms].sort((a, b) => placeOf(a) - placeOf(b));
}
