import { expect, it } from "vitest";
import { inStableOrder } from "./stable-order";

const rooms = (ids: string) => [...ids].map((id) => ({ id }));
const order = (ids: string, held?: string) =>
  inStableOrder(rooms(ids), held ? [...held] : undefined)
    .map(({ id }) => id)
    .join("");

it.each([
  ["is as it comes where nothing is held", "cab", undefined, "cab"],
  ["stays while it is held", "cab", "abc", "abc"],
  ["has what is new at its end, in its own order", "ycxab", "abc", "abcyx"],
  ["goes on without what is gone", "ca", "abc", "ac"],
])("the order %s", (_, ids, held, result) => expect(order(ids, held)).toBe(result));
