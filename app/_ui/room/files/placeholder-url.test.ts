import { expect, it } from "vitest";
import { PLACEHOLDER_PIXELS } from "@/lib/protocol/files";
import { placeholderUrl } from "./placeholder-url";

it("makes a bitmap with the placeholder's pixels, in its rows", () => {
  const pixels = PLACEHOLDER_PIXELS ** 2;
  const colours = Array.from({ length: pixels }, (_, i) => [i, 10, 250]).flat();
  const [type, data = ""] = placeholderUrl(Buffer.from(colours).toString("base64url")).split(",");
  const file = Buffer.from(data, "base64");
  expect([type, file.toString("latin1", 0, 2), file.readUInt32LE(2)]).toEqual([
    "data:image/bmp;base64",
    "BM",
    file.length,
  ]);
  expect([file.readInt32LE(18), file.readInt32LE(22), file.readUInt16LE(28)]).toEqual([4, -4, 24]);
  const stored = [...file.subarray(file.readUInt32LE(10))];
  expect(stored).toEqual(Array.from({ length: pixels }, (_, i) => [250, 10, i]).flat());
});
