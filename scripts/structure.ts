/**
 * `npm run structure`: figures of the product code's structure, and those that exceed their limit. Limits may only
 * fall.
 */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { root } from "@/dev/root";

const LAYERS = ["lib", "db", "party", "app"] as const;
const PRODUCT = [...LAYERS, "dev", "docker", "scripts"];
/** The layers that each layer may import. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  lib: ["lib"],
  db: ["lib", "db"],
  party: ["lib", "db", "party"],
  app: ["lib", "db", "app"],
};
const LIMITS = {
  "files in one folder": 15,
  "imports upward across layers": 0,
  "import cycles": 0,
  "files in the largest cycle": 0,
  "imports with four or more ../": 0,
  "lines of the longest file": 380,
  "lines of the longest function": 84,
};

interface Source {
  path: string;
  lines: number;
  imports: string[];
  /** The specifiers of the project's own imports, as written. */
  written: string[];
  longestFunction: { name: string; lines: number };
}

const options: ts.CompilerOptions = {
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
  paths: { "@/*": [`${root}*`] },
};
const files = ts.sys
  .readDirectory(
    root,
    [".ts", ".tsx"],
    ["**/node_modules", "**/.*"],
    PRODUCT.map((folder) => `${folder}/**/*`),
  )
  .map((path) => relative(root, path))
  .filter((path) => !/\.(test|d)\.tsx?$/.test(path));
const sources = new Map(files.map((path) => [path, read(path)]));

function read(path: string): Source {
  const text = readFileSync(join(root, path), "utf8");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const written = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
  const own = written.filter((name) => /^[.@]\//.test(name) || name.startsWith("../"));
  const imports = own.flatMap((name) => {
    const { resolvedModule } = ts.resolveModuleName(name, join(root, path), options, ts.sys);
    return resolvedModule ? [relative(root, resolvedModule.resolvedFileName)] : [];
  });
  return { path, lines: text.split("\n").length - 1, imports, written: own, longestFunction: longestIn(file) };
}

function longestIn(file: ts.SourceFile): Source["longestFunction"] {
  let longest = { name: "", lines: 0 };
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      const lines = lineOf(node.end) - lineOf(node.getStart()) + 1;
      if (lines > longest.lines) longest = { name: node.name?.getText() ?? "(no name)", lines };
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return longest;
}

/** Groups of files that import each other, directly or through others (Tarjan's strongly connected components). */
function cycles(): string[][] {
  const found: string[][] = [];
  const stack: string[] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const visit = (path: string) => {
    index.set(path, index.size);
    low.set(path, index.get(path) as number);
    stack.push(path);
    for (const next of sources.get(path)?.imports ?? []) {
      if (!sources.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(path, Math.min(low.get(path) as number, low.get(next) as number));
    }
    if (low.get(path) !== index.get(path)) return;
    const group = stack.splice(stack.indexOf(path));
    if (group.length > 1) found.push(group);
  };
  for (const path of sources.keys()) if (!index.has(path)) visit(path);
  return found.sort((a, b) => b.length - a.length);
}

const perFolder = new Map<string, number>();
for (const path of files) perFolder.set(dirname(path), (perFolder.get(dirname(path)) ?? 0) + 1);
const [fullest = ["", 0]] = [...perFolder].sort(([, a], [, b]) => b - a);
const layerOf = (path: string) => path.split("/")[0] ?? "";
const all = [...sources.values()];
const upward = all.flatMap(({ path, imports }) =>
  imports.filter((to) => MAY_IMPORT[layerOf(path)]?.includes(layerOf(to)) === false).map((to) => `${path} → ${to}`),
);
const groups = cycles();
const deep = all.flatMap(({ written }) => written.filter((name) => name.startsWith("../../../../")));
const [longestFile] = [...all].sort((a, b) => b.lines - a.lines);
const [longest] = [...all].sort((a, b) => b.longestFunction.lines - a.longestFunction.lines);

const figures: Array<[keyof typeof LIMITS, number, string]> = [
  ["files in one folder", fullest[1], fullest[0]],
  ["imports upward across layers", upward.length, upward.join(", ")],
  ["import cycles", groups.length, ""],
  ["files in the largest cycle", groups[0]?.length ?? 0, dirname(groups[0]?.[0] ?? "")],
  ["imports with four or more ../", deep.length, ""],
  ["lines of the longest file", longestFile?.lines ?? 0, longestFile?.path ?? ""],
  [
    "lines of the longest function",
    longest?.longestFunction.lines ?? 0,
    `${longest?.path}: ${longest?.longestFunction.name}`,
  ],
];
console.log(`${files.length} files of product code in ${perFolder.size} folders`);
for (const [what, figure, where] of figures)
  console.log(`${what}: ${figure} (at most ${LIMITS[what]}) ${where}`.trim());
const exceeded = figures.filter(([what, figure]) => figure > LIMITS[what]);
for (const [what] of exceeded) console.error(`Too many: ${what}`);
process.exit(exceeded.length > 0 ? 1 : 0);
