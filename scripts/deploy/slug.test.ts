import fc from "fast-check";
import { expect, it } from "vitest";
import { slugOf } from "./slug";

it("a slug is a label of a host's name, whatever the branch is called", () => {
  const branches = [
    "main",
    "feature/rooms",
    "기능/사랑방",
    "-",
    "..",
    "한",
    "a".repeat(250),
    "dependabot/npm_and_yarn/next-16.4.6",
  ];
  for (const branch of branches) expect(slugOf(branch)).toMatch(/^[a-z0-9](-?[a-z0-9])*$/);
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 250, unit: "grapheme" }), (branch) => {
      const slug = slugOf(branch);
      expect(slug).toMatch(/^[a-z0-9](-?[a-z0-9])*$/);
      expect(slug.length).toBeLessThanOrEqual(40);
    }),
  );
});

it("a slug can be read, and is the same each time", () => {
  expect(slugOf("feature/Rooms list")).toMatch(/^feature-rooms-list-[0-9a-f]{8}$/);
  expect(slugOf("기능/사랑방")).toMatch(/^branch-[0-9a-f]{8}$/);
  expect(slugOf("feature/rooms")).toBe(slugOf("feature/rooms"));
});

it("branches that differ only in what a slug leaves out have different ones", () => {
  const long = "a".repeat(80);
  const alike = ["feature/x", "feature-x", "Feature/x", "feature_x", "기능", "한글", `${long}1`, `${long}2`];
  expect(new Set(alike.map(slugOf)).size).toBe(alike.length);
});
