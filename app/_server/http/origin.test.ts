import { describe, expect, it } from "vitest";
import { chatAddress } from "./origin";

const HOSTS = ["chat.example.com", "www.example.com", "localhost:3000"];
const at = (url: string, headers: Record<string, string> = {}, hosts = HOSTS) =>
  chatAddress(new Request(url, { headers }), hosts)?.href;

describe("chatAddress", () => {
  it.each(["https://chat.example.com/rooms/1?a=b", "https://www.example.com/", "http://localhost:3000/enter"])(
    "keeps a page at the chat's own address: %s",
    (url) => expect(at(url)).toBeUndefined(),
  );

  it("redirects a page at one of Vercel's addresses to the chat's first address, with path and query", () => {
    const target = "https://chat.example.com/rooms/1?a=b%20c";
    expect(at("https://sarangbang-abc123-mina.vercel.app/rooms/1?a=b%20c")).toBe(target);
    expect(at("https://sarangbang.vercel.app/rooms/1?a=b%20c")).toBe(target);
  });

  it("behind a proxy, uses the address that the visitor sees", () => {
    const inside = "http://10.0.0.7:3000/";
    expect(at(inside, { "x-forwarded-host": "chat.example.com", "x-forwarded-proto": "https" })).toBeUndefined();
    expect(at(inside, { "x-forwarded-host": "sarangbang.vercel.app" })).toBe("https://chat.example.com/");
  });

  it("keeps a page at another domain, to which Vercel may redirect from the chat's address", () => {
    expect(at("https://example.com/")).toBeUndefined();
    expect(at("https://sarangbang.vercel.app.evil.example/")).toBeUndefined();
  });

  it("never redirects to a host that the path names", () => {
    const own = "https://sarangbang.vercel.app";
    expect(at(`${own}//evil.example/x`)).toBe("https://chat.example.com//evil.example/x");
    expect(at(`${own}/\\evil.example`)).toMatch(/^https:\/\/chat\.example\.com\//);
  });

  it("keeps every page if no address is configured, as in local development", () => {
    expect(at("http://192.168.0.2:3000/", {}, [])).toBeUndefined();
  });
});
