import { expect, it } from "vitest";
import { NewFaces } from "./new-faces";

const users = (ids: string) => [...ids].map((id) => ({ id, username: id }));

it("users who are online at first do not count; each later one counts once, also if the connection breaks", () => {
  const faces = new NewFaces();
  expect(faces.see(users("ab"), true)).toBe(0);
  expect(faces.see(users("abc"), true)).toBe(1);
  expect(faces.see(users("ab"), true)).toBe(1);
  expect(faces.see(users("abc"), true)).toBe(1);
  expect(faces.see([], true)).toBe(1);
  expect(faces.see(users("abcd"), true)).toBe(2);
});

it("while the list is incomplete, no user counts, whether loaded with a page or just arrived", () => {
  const faces = new NewFaces();
  expect(faces.see(users("ab"), false)).toBe(0);
  expect(faces.see(users("abz"), false)).toBe(0);
  expect(faces.see(users("abzcd"), true)).toBe(0);
  expect(faces.see(users("abzcde"), true)).toBe(1);
});
