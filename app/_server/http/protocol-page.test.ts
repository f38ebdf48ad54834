/** Compares the tables of docs/protocol.md with the code: routes, problem codes and reasons of refusals. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as accounts from "@/lib/protocol/http/accounts";
import * as files from "@/lib/protocol/http/files";
import * as health from "@/lib/protocol/http/health";
import * as invites from "@/lib/protocol/http/invites";
import * as members from "@/lib/protocol/http/members";
import * as messages from "@/lib/protocol/http/messages";
import * as notifications from "@/lib/protocol/http/notifications";
import * as passkeys from "@/lib/protocol/http/passkeys";
import * as pins from "@/lib/protocol/http/pins";
import { PROBLEMS } from "@/lib/protocol/http/problems";
import { proof } from "@/lib/protocol/http/proof";
import * as rooms from "@/lib/protocol/http/rooms";
import * as search from "@/lib/protocol/http/search";
import * as tickets from "@/lib/protocol/http/tickets";
import { refusal } from "@/lib/protocol/room";
import { type Fields, fieldsOf, objectsIn } from "@/tests/harness/servers/schemas";
import { apiRoutes, type Route } from "@/tests/matrix/routes";
import { optionsOf } from "./handle";

const ROOT = join(import.meta.dirname, "../../..");
const page = readFileSync(join(ROOT, "docs/protocol.md"), "utf8");
const answers: Record<string, unknown> = {
  ...accounts,
  ...files,
  ...health,
  ...invites,
  ...members,
  ...messages,
  ...notifications,
  ...passkeys,
  ...pins,
  ...rooms,
  ...search,
  ...tickets,
};

interface Row {
  /** As in `apiRoutes`: `POST /api/rooms/[roomId]/ticket`. */
  name: string;
  query: string[];
  bodies: Fields[];
  session: string;
  limits: string[];
  answer: Fields[];
  codes: string[];
}

const wordsIn = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, word]) => word as string);

/** The objects `{a, b?, c: {…}}` in a cell. `proof` is expanded to its fields. */
function objectsOf(cell: string): Fields[] {
  return [...cell.matchAll(/`(\{.*?\})`/g)].map(([, text = ""]) => {
    let fields = text.slice(1, -1);
    while (/[{[]/.test(fields)) fields = fields.replace(/\{[^{}[\]]*\}|\[[^{}[\]]*\]/g, "");
    const pairs = fields.split(",").map((field) => field.split(":")[0]?.trim() ?? "");
    return Object.fromEntries(
      pairs.flatMap((field) =>
        field.replace("?", "") === "proof"
          ? Object.keys(proof.shape).map((name) => [name, "optional" as const])
          : [[field.replace("?", ""), field.endsWith("?") ? ("optional" as const) : ("required" as const)]],
      ),
    );
  });
}

function rowOf(line: string): Row {
  const [call = "", session = "", limits = "", answer = "", codes = ""] = line.split("|").slice(1, -1);
  const [, name = "", query = ""] = /`(\w+ [^`?]+)(?:\?([^`]*))?`/.exec(call) ?? [];
  return {
    name: name.replace(/<(\w+)>/g, "[$1]"),
    query: query.split("&").filter(Boolean),
    bodies: objectsOf(call.replace(/`[^`]*`/, "")),
    session: session.trim(),
    limits: wordsIn(limits),
    answer: objectsOf(answer),
    codes: wordsIn(codes),
  };
}

const rows = page.split("\n").flatMap((line) => (/^\| `(GET|POST|PUT|PATCH|DELETE) /.test(line) ? [rowOf(line)] : []));
const routes = await apiRoutes();

/** The source of one method's handler, and of the functions in its file that it calls. */
function sourceOf({ method, path }: Route): string {
  const source = readFileSync(join(ROOT, `app${path}/route.ts`), "utf8");
  const from = source.indexOf(`export const ${method} =`);
  const next = source.indexOf("export const ", from + 1);
  const handler = source.slice(from, next === -1 ? undefined : next);
  const helpers = [...source.matchAll(/^(?:async )?function (\w+)[\s\S]*?^\}/gm)];
  return [handler, ...helpers.filter(([, name]) => handler.includes(`${name}(`)).map(([text]) => text)].join("\n");
}

/** The schemas of a handler's responses; if the handler calls no `respond`, those in the app/_server files that its route imports. */
function answersOf(route: Route): string[] {
  const source = sourceOf(route);
  const own = [...source.matchAll(/\brespond\(\s*(\w+)/g)].map(([, name]) => name as string);
  if (own.length > 0 || source.includes("noContent()") || source.includes("status: 204")) return own;
  const file = readFileSync(join(ROOT, `app${route.path}/route.ts`), "utf8");
  const imported = [...file.matchAll(/from "@\/(app\/_server\/[^"]+)"/g)].map(([, path]) => join(ROOT, `${path}.ts`));
  const sources = imported.filter((path) => existsSync(path)).map((path) => readFileSync(path, "utf8"));
  return sources.flatMap((text) => [...text.matchAll(/\brespond\((\w+Answer),/g)].map(([, name]) => name as string));
}

it("the table of calls has one row for each method of each route, and no other", () => {
  expect(routes.length).toBeGreaterThan(40);
  expect(rows.map(({ name }) => name).sort()).toEqual(routes.map(({ name }) => name).sort());
});

describe.each(routes)("the row of $name", (route) => {
  const options = optionsOf(route.handler);
  const row = rows.find(({ name }) => name === route.name);

  it("says whether the call needs a session", () => {
    expect(row?.session).toBe(options?.session ? "yes" : "–");
  });

  it("names its limits", () => {
    const taken = [...sourceOf(route).matchAll(/takeToken\("(\w+)"/g)].map(([, name]) => name as string);
    expect(row?.limits.toSorted()).toEqual([...new Set([...(options?.limit ? [options.limit] : []), ...taken])].sort());
  });

  it("names the parameters of its query and the fields of its body", () => {
    expect(row?.query.toSorted()).toEqual(fieldsOf(options?.query).sort());
    expect(row?.bodies).toEqual(options?.body ? objectsIn(options.body) : []);
  });

  it("names the fields of its answer", () => {
    const names = answersOf(route);
    const fields: Fields = Object.assign({}, ...names.flatMap((name) => objectsIn(answers[name] as never)));
    const written: Fields = Object.assign({}, ...(row?.answer ?? []));
    for (const [field, presence] of Object.entries(written)) {
      expect(Object.keys(fields), field).toContain(field);
      if (presence === "optional") expect(fields[field], field).toBe("optional");
    }
    const required = Object.keys(fields).filter((field) => fields[field] === "required");
    expect(Object.keys(written)).toEqual(expect.arrayContaining(required));
  });

  it("names only problem codes that exist", () => {
    expect(row?.codes.filter((code) => !(code in PROBLEMS))).toEqual([]);
  });
});

/** The text of a section, up to the next heading. */
function section(heading: string): string {
  const [, rest] = page.split(`\n### ${heading}\n`);
  if (rest === undefined) throw new Error(`docs/protocol.md has no section ${heading}`);
  return rest.split(/\n##+ /)[0] ?? "";
}

it("the table of problem codes has each code once, with its status", () => {
  const rows = [...section("Errors").matchAll(/^\| (\d{3}) +\|([^|]+)\|/gm)];
  const written = rows.flatMap(([, status, codes = ""]) => wordsIn(codes).map((code) => [code, Number(status)]));
  expect(written.sort()).toEqual(
    Object.entries(PROBLEMS)
      .map(([code, { status }]) => [code, status])
      .sort(),
  );
});

it("the table of a room's refusals has each reason once", () => {
  const written = [...section("refused").matchAll(/^\| `(\w+)`/gm)].map(([, reason]) => reason);
  expect(written.sort()).toEqual(refusal.options.toSorted());
});
