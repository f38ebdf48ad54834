import { expect, it } from "vitest";
import { contentPolicy } from "./content-policy";

const policy = (roomHost: string, dev = false, bucketUrl?: string) =>
  Object.fromEntries(
    contentPolicy({ nonce: "n0nce", roomHost, bucketUrl, dev })
      .split("; ")
      .map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1)]),
  );

it("allows scripts by nonce only, and nothing evaluated or inline", () => {
  const { "script-src": scripts, "style-src": styles } = policy("rooms.example");
  expect(scripts).toEqual(["'self'", "'nonce-n0nce'"]);
  expect(styles).toEqual(["'self'", "'nonce-n0nce'"]);
});

it.each([
  ["rooms.example", "wss://rooms.example"],
  ["localhost:1999", "ws://localhost:1999"],
  ["127.0.0.1:1999", "ws://127.0.0.1:1999"],
  ["localhost.evil.example", "wss://localhost.evil.example"],
])("allows connections to the page's host and to %s, and nowhere else", (host, origin) => {
  expect(policy(host)["connect-src"]).toEqual(["'self'", origin]);
});

it("allows the bucket of files for images, sound, video and uploads, and for nothing else", () => {
  const bucket = "https://1234.r2.cloudflarestorage.com/files/";
  const directives = policy("rooms.example", false, bucket);
  const allowing = Object.keys(directives).filter((name) => directives[name]?.includes(bucket));
  expect(allowing.sort()).toEqual(["connect-src", "img-src", "media-src"]);
  const without = policy("rooms.example");
  expect([without["img-src"], without["media-src"]]).toEqual([
    ["'self'", "data:"],
    ["'self'", "blob:"],
  ]);
});

it("the dev server may evaluate; no site may frame, rebase or post elsewhere", () => {
  expect(policy("localhost:1999", true)["script-src"]).toContain("'unsafe-eval'");
  expect(policy("localhost:1999")).toMatchObject({
    "default-src": ["'none'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
    "form-action": ["'self'"],
  });
});
