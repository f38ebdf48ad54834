import { describe, expect, it } from "vitest";
import { entryPath, nextPath } from "./next-path";

describe("nextPath", () => {
  it.each(["/rooms/0198", "/rooms?query=%EC%B0%A8", "/rooms/0198#latest", "/"])("keeps %s", (path) => {
    expect(nextPath(path)).toBe(path);
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "https://evil.example/rooms",
    "javascript:alert(1)",
    "rooms",
    "",
    "/api/logout",
    "/enter?next=/enter",
    ["/rooms/1", "//evil.example"],
    undefined,
    null,
  ])("replaces %j by the rooms page", (path) => {
    expect(nextPath(path)).toBe("/rooms");
  });
});

describe("entryPath", () => {
  it("has only the destination and the username as parameters", () => {
    expect(entryPath("/enter", "/rooms")).toBe("/enter");
    expect(entryPath("/signup", "/rooms/1?a=b", "미나")).toBe(
      "/signup?next=%2Frooms%2F1%3Fa%3Db&username=%EB%AF%B8%EB%82%98",
    );
  });
});
