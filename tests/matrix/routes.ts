/** The web side's routes and pages, read from its folders, so that a new one without a row in table.ts fails. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Handler } from "@/app/_server/http/handle";

const APP = join(import.meta.dirname, "../../app");
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

const filesNamed = (name: RegExp) =>
  readdirSync(APP, { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file))
    .sort();
/** As in Next.js: a folder in parentheses is in no address. */
const addressOf = (file: string) => `/${dirname(file)}`.replace(/\/(\([^)]*\)|\.)/g, "") || "/";

export interface Route {
  /** As in table.ts: `POST /api/rooms/[roomId]/ticket`. */
  name: string;
  method: string;
  path: string;
  handler: Handler;
}

export async function apiRoutes(): Promise<Route[]> {
  const found = filesNamed(/^api\/(.*\/)?route\.tsx?$/).map(async (file) => {
    const module: Record<string, unknown> = await import(join(APP, file));
    const path = addressOf(file);
    const methods = Object.keys(module).filter((name) => METHODS.includes(name));
    return methods.map((method) => ({ name: `${method} ${path}`, method, path, handler: module[method] as Handler }));
  });
  return (await Promise.all(found)).flat();
}

export function pages(): string[] {
  return filesNamed(/(^|\/)page\.tsx?$/).map(addressOf);
}

/** A path with values in place of its `[names]`. */
export function fill(path: string, params: Record<string, string>): string {
  return path.replace(/\[(\w+)\]/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`no value for [${name}] of ${path}`);
    return value;
  });
}
