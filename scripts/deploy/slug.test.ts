import fc from "fast-check";
import { expect, it } from "vitest";
import { previewMark, slugOf, slugOfMark } from "./slug";

const slug = (branch: string, owner = "mina") => slugOf({ branch, owner });

it("a slug is a valid host label, for any branch name", () => {
  const branches = [
    "main",
    "feature/rooms",
    "기능/사랑방",
    "-",
    "..",
    "한",
    "a".repeat(250),
    "사랑방".repeat(70),
    "A/B/C",
    "🎉",
    "1.2.3",
    "ａｂｃ",
    "İstanbul",
    "dependabot/npm_and_yarn/next-16.4.6",
  ];
  for (const branch of branches) {
    expect(slug(branch), branch).toMatch(/^[a-z0-9](-?[a-z0-9])*$/);
    expect(slug(branch).length, branch).toBeLessThanOrEqual(40);
  }
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 250, unit: "grapheme" }), (branch) => {
      const made = slug(branch);
      expect(made).toMatch(/^[a-z0-9](-?[a-z0-9])*$/);
      expect(made.length).toBeLessThanOrEqual(40);
    }),
  );
});

it("a slug is readable and deterministic", () => {
  expect(slug("feature/Rooms list")).toMatch(/^feature-rooms-list-[0-9a-f]{8}$/);
  expect(slug("기능/사랑방")).toMatch(/^branch-[0-9a-f]{8}$/);
  expect(slug("feature/rooms")).toBe(slug("feature/rooms"));
});

it("branches that differ only in characters that a slug cannot have get different slugs", () => {
  const long = "a".repeat(80);
  const alike = ["feature/x", "feature-x", "Feature/x", "feature_x", "기능", "한글", `${long}1`, `${long}2`];
  expect(new Set(alike.map((branch) => slug(branch))).size).toBe(alike.length);
});

it("branches of the same name of two owners get different slugs, however an owner's name is spelled", () => {
  expect(slug("patch-1", "jiho")).not.toBe(slug("patch-1", "sua"));
  expect(slug("patch-1", "Jiho")).toBe(slug("patch-1", "jiho"));
});

it("only a mark's own project can read its slug", () => {
  expect(slugOfMark(previewMark("x-1", "calm-1"), "calm-1")).toBe("x-1");
  expect(slugOfMark(previewMark("x-1", "calm-1"), "calm-12")).toBeUndefined();
  expect(slugOfMark(previewMark("x-1", undefined), "calm-1")).toBeUndefined();
  expect(slugOfMark("production:1", "calm-1")).toBeUndefined();
});
