/** The scripts that a browser loads first for each page, from the build's own manifests, and their budgets. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";

/**
 * kB of gzip, by the page's folder in `app/`. An empty page with a link has 138.3, all of React and Next.js. Budgets may only fall; a feature
 * that must be in the first load needs a decision record.
 */
const BUDGETS_KB = {
  page: 152,
  "signup/page": 160,
  "enter/page": 159,
  "account/page": 232.5,
  "rooms/page": 206.5,
  // 244 before files (docs/decisions/0025-files.md) and the bell of the notifications (docs/decisions/0026-notification-centre.md).
  "rooms/[roomId]/page": 245.3,
};

/** The layouts' and the page's own scripts, without those of error screens. */
function firstScripts(dist: string, page: string): Set<string> {
  const main: string[] = JSON.parse(readFileSync(join(dist, "build-manifest.json"), "utf8")).rootMainFiles;
  const context: { __RSC_MANIFEST: Record<string, { entryJSFiles: Record<string, string[]> }> } = {
    __RSC_MANIFEST: {},
  };
  const code = readFileSync(join(dist, "server/app", `${page}_client-reference-manifest.js`), "utf8");
  vm.runInNewContext(code, { ...context, globalThis: context });
  const [manifest] = Object.values(context.__RSC_MANIFEST);
  if (!manifest)
    throw new Error(`${page} has no manifest of client references; adapt scripts/page-sizes.ts to the build`);
  const own = Object.entries(manifest.entryJSFiles).filter(([name]) => /\/(layout|page)$/.test(name));
  if (own.length === 0) throw new Error(`${page} lists no scripts; adapt scripts/page-sizes.ts to the build`);
  return new Set([...main, ...own.flatMap(([, files]) => files)]);
}

/** @returns a line for each page; `tooLarge`: the lines of pages above their budget */
export function pageSizes(dist: string): { lines: string[]; tooLarge: string[] } {
  const lines: string[] = [];
  const tooLarge: string[] = [];
  for (const [page, budget] of Object.entries(BUDGETS_KB)) {
    const bytes = [...firstScripts(dist, page)].reduce(
      (sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
      0,
    );
    const line = `${page}: ${(bytes / 1000).toFixed(1)} kB (at most ${budget})`;
    lines.push(line);
    if (bytes > budget * 1000) tooLarge.push(line);
  }
  return { lines, tooLarge };
}
