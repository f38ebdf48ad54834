import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isHandled } from "./handle";

const API = join(import.meta.dirname, "../api");
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const files = readdirSync(API, { recursive: true, encoding: "utf8" }).filter((file) =>
  /(^|\/)route\.[^/]+$/.test(file),
);

it("there are routes to look at", () => expect(files.length).toBeGreaterThan(8));

describe.each(files)("%s", (file) => {
  it("answers through handle only", async () => {
    const route: Record<string, unknown> = await import(join(API, file));
    const methods = Object.keys(route).filter((name) => METHODS.includes(name));
    expect(methods).not.toEqual([]);
    expect(methods.filter((method) => !isHandled(route[method]))).toEqual([]);
  });

  it("says where it runs in the words that Next.js looks for", () => {
    // Next.js reads this from the source text, not from the module.
    expect(readFileSync(join(API, file), "utf8")).toMatch(/^export const runtime = "edge";$/m);
  });
});
