import { describe, expect, it } from "vitest";
import { splitLinks } from "./links";

const linked = (text: string) => splitLinks(text).flatMap((piece) => (piece.href ? [piece.text] : []));

describe("splitLinks", () => {
  it.each([
    ["see https://example.com/a?b=c#d now", ["https://example.com/a?b=c#d"]],
    ["https://a.example and HTTP://b.example", ["https://a.example", "HTTP://b.example"]],
    ["(https://example.com/a).", ["https://example.com/a"]],
    ["https://en.wikipedia.org/wiki/Room_(film)!", ["https://en.wikipedia.org/wiki/Room_(film)"]],
    ["https://example.com에서 만나요", ["https://example.com"]],
    ["https://example.com/a?b=1입니다.", ["https://example.com/a?b=1"]],
    ["https://ko.wikipedia.org/wiki/사랑방", ["https://ko.wikipedia.org/wiki/사랑방"]],
    ["“https://example.com”", ["https://example.com"]],
    ["http://localhost:3000/rooms", ["http://localhost:3000/rooms"]],
  ])("%s", (text, expected) => {
    expect(linked(text)).toEqual(expected);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "ftp://example.com/a",
    "www.example.com",
    "https://",
    "https:// example.com",
    "https://bank.example@evil.example/",
    "https://user:secret@evil.example/",
    "그냥 글",
    "",
  ])("links nothing in %j", (text) => {
    expect(linked(text)).toEqual([]);
  });

  it("loses and adds no character", () => {
    const text = "a https://x.example/(1), <b>https://y.example</b>… https://bank.example@evil.example z";
    expect(
      splitLinks(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
    expect(linked(text)).toEqual(["https://x.example/(1)", "https://y.example"]);
  });

  it("ends soon on a long run of what might be trimmed", () => {
    const started = performance.now();
    splitLinks(`https://example.com/${")".repeat(4_000)}`);
    splitLinks(`https://example.com/${"가".repeat(4_000)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
