import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addRecent, readChoices, setTone } from "./emoji-choices";

let stored: Map<string, string>;
beforeEach(() => {
  stored = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("the recent emoji and the skin tone on this device", () => {
  it("are frequent emoji and none at first, then the newest first, each once, at most 24", () => {
    const usual = readChoices("a").recent;
    expect([usual.length, new Set(usual).size, readChoices("a").tone]).toEqual([24, 24, 0]);
    addRecent("a", "🦄");
    addRecent("a", "👍");
    addRecent("a", "🦄");
    expect(readChoices("a").recent.slice(0, 3)).toEqual(["🦄", "👍", "❤️"]);
    expect(readChoices("a").recent).toHaveLength(24);
  });

  it("belong to one account", () => {
    addRecent("b", "🦄");
    setTone("b", 4);
    expect(readChoices("c")).toEqual({ tone: 0, recent: readChoices("d").recent });
    expect(readChoices("b")).toMatchObject({ tone: 4 });
    expect(readChoices("b").recent[0]).toBe("🦄");
  });

  it("stay the same value while nothing changes", () => {
    expect(readChoices("b")).toBe(readChoices("b"));
  });

  it.each(["9 🦄", "x", "", "3 <b> 🦄 가", "3  🦄", "-1 🦄"])("are valid whatever is stored: %j", (text) => {
    stored.set("emoji e", text);
    const { tone, recent } = readChoices("e");
    expect(tone).toBe(text.startsWith("3") ? 3 : 0);
    expect(recent).toHaveLength(24);
    expect(recent.includes("가") || recent.includes("<b>")).toBe(false);
    expect(recent[0]).toBe(text.includes("🦄") ? "🦄" : "👍");
  });

  it("last as long as the page where the browser forbids storage", () => {
    vi.stubGlobal("localStorage", undefined);
    addRecent("f", "🦄");
    setTone("f", 2);
    expect(readChoices("f")).toMatchObject({ tone: 2, recent: expect.arrayContaining(["🦄"]) });
  });
});
