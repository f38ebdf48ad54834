/** The documentation names files, folders, headings and symbols that exist. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "@/dev/root";

/** The repository's own folders with a dot; tools make all others. */
const DOT_FOLDERS = new Set([".ci", ".github"]);
/** Files that a command makes, so the repository does not contain them. */
const GENERATED = new Set(["docker/.env"]);
const SOURCE_NAME = /^[\w.@[\]/-]+\.(tsx?|mjs|sql|ya?ml|jsonc?|sh|md|css)$/;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isTools = entry.name === "node_modules" || (entry.name.startsWith(".") && !DOT_FOLDERS.has(entry.name));
      return isTools ? [] : filesIn(path);
    }
    return [relative(root, path)];
  });
}

const files = filesIn(root);
const folders = new Set(files.flatMap(foldersAbove));
const topLevel = new Set(files.map((path) => path.split("/")[0] ?? ""));
const pages = files.filter((path) => /^(README|CONTRIBUTING|SECURITY|docs\/.+)\.md$/.test(path));

function foldersAbove(path: string): string[] {
  const parent = dirname(path);
  return parent === "." ? [] : [parent, ...foldersAbove(parent)];
}

/** A page's text without code blocks. */
function textOf(page: string): string {
  return readFileSync(join(root, page), "utf8").replace(/^ *```[\s\S]*?^ *```/gm, "");
}

const codeIn = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code as string);

/** Whether a code span can only mean a path of this repository. */
function isPath(code: string): boolean {
  if (!/^[\w.@[\]{}(),*/-]+$/.test(code)) return false;
  const [first = ""] = code.split("/");
  return code.includes("/") ? topLevel.has(first) : SOURCE_NAME.test(code);
}

/** A path may have wildcards (`**`, `*`, `{a,b}`) or be only the end of one (`handle.ts`, `log/event-log.ts`). */
function isInRepository(path: string): boolean {
  if (GENERATED.has(path)) return true;
  if (/[*{]/.test(path)) {
    const pattern = new RegExp(`^${globToPattern(path)}`);
    return files.some((file) => pattern.test(file));
  }
  const name = path.replace(/\/$/, "");
  return folders.has(name) || files.some((file) => file === name || file.endsWith(`/${name}`));
}

function globToPattern(glob: string): string {
  return glob
    .replace(/[.[\]()]/g, "\\$&")
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(${names.replaceAll(",", "|")})`)
    .replace(/\*\*\/|\*/g, (stars) => (stars === "*" ? "[^/]*" : "(.*/)?"));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsIn(page: string): Set<string> {
  const counts = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ""] of textOf(page).matchAll(/^#{1,6} +(.+)$/gm)) {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = text
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
    const count = counts.get(slug) ?? 0;
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
    counts.set(slug, count + 1);
  }
  return anchors;
}

function isLinkGood(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchorsIn(target).has(anchor);
}

/** Symbols with their file beside them: `name` in `path`, `Class.method` (`path`). */
function symbolsIn(text: string): Array<[symbol: string, path: string]> {
  const found = text.matchAll(/`([A-Za-z_]\w*(?:\.\w+)?)`\s+(?:in\s+|\()`([^`]+\.tsx?)`/g);
  const pairs = [...found].map(([, symbol, path]): [string, string] => [symbol as string, path as string]);
  return pairs.filter(([symbol]) => !SOURCE_NAME.test(symbol));
}

function isDeclared(symbol: string, path: string): boolean {
  const file = join(root, path);
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  const source = readFileSync(file, "utf8");
  const [owner, member] = symbol.split(".");
  if (!new RegExp(`\\b(function\\*?|const|class|interface|type|enum) ${owner}\\b`).test(source)) return false;
  return member === undefined || new RegExp(`^ +(?:[a-z]+ )*${member}\\??\\s*[(=<:]`, "m").test(source);
}

it("there are pages with paths, links and symbols to check", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/architecture.md", "docs/protocol.md"]));
  const texts = pages.map(textOf);
  expect(texts.flatMap(codeIn).filter(isPath).length).toBeGreaterThan(200);
  expect(texts.flatMap(symbolsIn).length).toBeGreaterThan(20);
});

describe.each(pages)("%s", (page) => {
  const text = textOf(page);

  it("names paths that exist", () => {
    expect(codeIn(text).filter((code) => isPath(code) && !isInRepository(code))).toEqual([]);
  });

  it("links to pages and headings that exist", () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string);
    expect(links.filter((link) => !/^\w+:/.test(link) && !isLinkGood(page, link))).toEqual([]);
  });

  it("names symbols that their file declares", () => {
    expect(symbolsIn(text).filter(([symbol, path]) => !isDeclared(symbol, path))).toEqual([]);
  });
});

it("README.md lists every second-level folder", () => {
  const named = codeIn(textOf("README.md"));
  const expected = [...folders].filter((folder) => /^\w[^/]*\/[^/]+$/.test(folder));
  expect(expected.filter((folder) => !named.includes(`${folder}/`))).toEqual([]);
});

it("the architecture decision records are numbered without a gap", () => {
  const numbers = files
    .filter((path) => dirname(path) === "docs/decisions")
    .map((path) => Number(basename(path).slice(0, 4)));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
});
