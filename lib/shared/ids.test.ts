import { expect, it } from "vitest";
import { isUuidV7, newId, timeOfId } from "./ids";

it("R1 R4: an id is a UUIDv7 in lower case, and has no second spelling", () => {
  const id = newId();
  expect(isUuidV7(id)).toBe(true);
  for (const other of [
    id.toUpperCase(),
    ` ${id}`,
    `{${id}}`,
    id.replaceAll("-", ""),
    "",
    `${id.slice(0, 14)}4${id.slice(15)}`,
  ]) {
    expect(isUuidV7(other), other).toBe(false);
  }
});

it("R4: an id contains its creation time, in milliseconds", () => {
  expect(timeOfId(newId(1_795_494_556_152))).toBe(1_795_494_556_152);
});
