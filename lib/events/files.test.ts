import { expect, it } from "vitest";
import { bodyOfFiles, textOf } from "./files";

const files = [{ name: "a, b.png" }, { name: "사진.jpg" }];

it("the names of the files stand for a missing text, and only exactly these", () => {
  expect(bodyOfFiles(files)).toBe("a, b.png, 사진.jpg");
  expect(textOf({ body: bodyOfFiles(files), files })).toBe("");
  expect(textOf({ body: `${bodyOfFiles(files)} `, files })).toBe("a, b.png, 사진.jpg ");
  expect(textOf({ body: "a, b.png" })).toBe("a, b.png");
  expect(textOf({ body: "a", files: [] })).toBe("a");
});
