import { expect, it } from "vitest";
import { NewFaces } from "./new-faces";

const users = (ids: string) => [...ids].map((id) => ({ id, username: id }));

it("users who were online first are not new; those who come later are, once each, also over an interruption", () => {
  const faces = new NewFaces();
  expect(faces.see(users("ab"), true)).toBe(0);
  expect(faces.see(users("abc"), true)).toBe(1);
  expect(faces.see(users("ab"), true)).toBe(1);
  expect(faces.see(users("abc"), true)).toBe(1);
  expect(faces.see([], true)).toBe(1);
  expect(faces.see(users("abcd"), true)).toBe(2);
});

it("users on a page that was loaded later are not new, whoever comes meanwhile", () => {
  const faces = new NewFaces();
  expect(faces.see(users("ab"), false)).toBe(0);
  expect(faces.see(users("abz"), false)).toBe(0);
  expect(faces.see(users("abzcd"), true)).toBe(0);
  expect(faces.see(users("abzcde"), true)).toBe(1);
});
