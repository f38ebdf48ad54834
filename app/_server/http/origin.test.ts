import { describe, expect, it } from "vitest";
import { chatAddress } from "./origin";

const HOSTS = ["chat.example.com", "www.example.com", "localhost:3000"];
const at = (url: string, headers: Record<string, string> = {}, hosts = HOSTS) =>
  chatAddress(new Request(url, { headers }), hosts)?.href;

describe("a page that is opened", () => {
  it.each(["https://chat.example.com/rooms/1?a=b", "https://www.example.com/", "http://localhost:3000/enter"])(
    "at the chat's own address %s stays there",
    (url) => expect(at(url)).toBeUndefined(),
  );

  it("at an address of Vercel's opens at the chat's first, with path and query", () => {
    const target = "https://chat.example.com/rooms/1?a=b%20c";
    expect(at("https://sarangbang-abc123-mina.vercel.app/rooms/1?a=b%20c")).toBe(target);
    expect(at("https://sarangbang.vercel.app/rooms/1?a=b%20c")).toBe(target);
  });

  it("behind a proxy is where its visitor sees it", () => {
    const inside = "http://10.0.0.7:3000/";
    expect(at(inside, { "x-forwarded-host": "chat.example.com", "x-forwarded-proto": "https" })).toBeUndefined();
    expect(at(inside, { "x-forwarded-host": "sarangbang.vercel.app" })).toBe("https://chat.example.com/");
  });

  it("at another domain stays there: Vercel may be redirecting between the two", () => {
    expect(at("https://example.com/")).toBeUndefined();
    expect(at("https://sarangbang.vercel.app.evil.example/")).toBeUndefined();
  });

  it("never leaves for an address that somebody chose", () => {
    const own = "https://sarangbang.vercel.app";
    expect(at(`${own}//evil.example/x`)).toBe("https://chat.example.com//evil.example/x");
    expect(at(`${own}/\\evil.example`)).toMatch(/^https:\/\/chat\.example\.com\//);
  });

  it("stays where no address is known, as on one's own machine", () => {
    expect(at("http://192.168.0.2:3000/", {}, [])).toBeUndefined();
  });
});
