import { describe, expect, it } from "vitest";
import { localeFor } from "./locale";

describe("localeFor", () => {
  it("prefers the user's choice over the browser's languages", () => {
    expect(localeFor("en", "ko-KR,ko;q=0.9")).toBe("en");
    expect(localeFor("ko", "en-US")).toBe("ko");
  });

  it("ignores a cookie with an unsupported language", () => {
    expect(localeFor("xx", "ko-KR")).toBe("ko");
    expect(localeFor("", "en-GB")).toBe("en");
  });

  it("follows the browser's order and weights", () => {
    expect(localeFor(undefined, "ko-KR,ko;q=0.9,en-US;q=0.8")).toBe("ko");
    expect(localeFor(undefined, "en;q=0.5, ko;q=0.9")).toBe("ko");
    expect(localeFor(undefined, "de-DE,en;q=0.7,ko;q=0.3")).toBe("en");
    expect(localeFor(undefined, "ko;q=0, en;q=0.1")).toBe("en");
  });

  it("chooses Korean if the browser names no language, and English if it names only unsupported ones", () => {
    expect(localeFor(undefined, undefined)).toBe("ko");
    expect(localeFor(undefined, "")).toBe("ko");
    expect(localeFor(undefined, "fr-FR,fr;q=0.9")).toBe("en");
  });
});
