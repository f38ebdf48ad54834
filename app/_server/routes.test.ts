import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { optionsOf } from "./http/handle";

const API = join(import.meta.dirname, "../api");
const ROOT = join(import.meta.dirname, "../..");
const SCRYPT = join(import.meta.dirname, "auth/scrypt.ts");
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const files = readdirSync(API, { recursive: true, encoding: "utf8" }).filter((file) =>
  /(^|\/)route\.[^/]+$/.test(file),
);

it("premise: there are routes", () => expect(files.length).toBeGreaterThan(8));

describe.each(files)("%s", (file) => {
  it("exports only methods that `handle` made", async () => {
    const route: Record<string, unknown> = await import(join(API, file));
    const methods = Object.keys(route).filter((name) => METHODS.includes(name));
    expect(methods).not.toEqual([]);
    expect(methods.filter((method) => !optionsOf(route[method]))).toEqual([]);
  });

  it("D7: each method has a rate limit", async () => {
    const route: Record<string, unknown> = await import(join(API, file));
    const methods = Object.keys(route).filter((name) => METHODS.includes(name));
    const unlimited = methods.filter((method) => !optionsOf(route[method])?.limit);
    // The health route needs no limit, since it answers from a cache.
    expect(unlimited).toEqual(file === "health/route.ts" ? ["GET"] : []);
  });

  it("runs on the edge, or on Node.js if it hashes passwords, and declares it in the form that Next.js parses", () => {
    // Next.js reads `runtime` from the source text, not from the module.
    const runtime = reaches(join(API, file), SCRYPT) ? "nodejs" : "edge";
    expect(readFileSync(join(API, file), "utf8")).toMatch(new RegExp(`^export const runtime = "${runtime}";$`, "m"));
  });
});

/** Whether a file imports `target`, directly or through other files of the project. */
function reaches(file: string, target: string, seen = new Set<string>()): boolean {
  if (file === target) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  const imports = [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\s(?!type\b)[^"]*"((?:@|\.+)\/[^"]+)"/gm)];
  const pathOf = (name: string) => (name.startsWith("@/") ? join(ROOT, name.slice(2)) : join(dirname(file), name));
  const found = imports.map(([, name = ""]) => moduleAt(pathOf(name)));
  return found.some((each) => each !== undefined && reaches(each, target, seen));
}

const moduleAt = (path: string) => [`${path}.ts`, `${path}.tsx`].find((each) => existsSync(each));

it("only these routes run on Node.js", () => {
  const isNode = (file: string) => readFileSync(join(API, file), "utf8").includes('runtime = "nodejs"');
  expect(files.filter(isNode).sort()).toEqual([
    "account/delete/route.ts",
    "account/passkeys/[passkeyId]/route.ts",
    "account/passkeys/options/route.ts",
    "account/password/route.ts",
    "account/recover/route.ts",
    "account/recovery-code/route.ts",
    "enter/route.ts",
    "rooms/[roomId]/members/[userId]/route.ts",
    "rooms/[roomId]/route.ts",
    "signup/route.ts",
  ]);
});
