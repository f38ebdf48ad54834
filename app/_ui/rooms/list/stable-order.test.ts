import { expect, it } from "vitest";
import { inStableOrder } from "./stable-order";

const rooms = (ids: string) => [...ids].map((id) => ({ id }));
const order = (ids: string, held?: string) =>
  inStableOrder(rooms(ids), held ? [...held] : undefined)
    .map(({ id }) => id)
    .join("");

it.each([
  ["follows the input if none is held", "cab", undefined, "cab"],
  ["stays while it is held", "cab", "abc", "abc"],
  ["has new items at its end, in the input's order", "ycxab", "abc", "abcyx"],
  ["drops items that have disappeared", "ca", "abc", "ac"],
])("the order %s", (_, ids, held, result) => expect(order(ids, held)).toBe(result));
