import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import ko from "@/app/_i18n/ko.json";
import { EVERYWHERE, NAMESPACES, type Page } from "@/app/_i18n/page-messages";
import { root } from "@/dev/root";

/** The files that a page's components are in. */
const FILES: Record<Page | "everywhere", string[]> = {
  everywhere: ["app/layout.tsx", "app/error.tsx", "app/not-found.tsx", "app/rooms/[roomId]/error.tsx"],
  home: ["app/page.tsx"],
  entry: ["app/enter/page.tsx", "app/enter/recover/page.tsx", "app/signup/page.tsx"],
  invite: ["app/invite/[token]/page.tsx", "app/invite/[token]/not-found.tsx"],
  account: ["app/account/page.tsx"],
  rooms: ["app/rooms/layout.tsx", "app/rooms/page.tsx"],
  room: ["app/rooms/[roomId]/page.tsx"],
};

/** The project's file that `specifier` means in `from`; undefined for packages and data. */
function resolve(specifier: string, from: string): string | undefined {
  if (!specifier.startsWith("@/") && !specifier.startsWith(".")) return undefined;
  const path = specifier.startsWith("@/") ? specifier.slice(2) : relative(root, join(root, dirname(from), specifier));
  return [".ts", ".tsx"].map((ending) => path + ending).find((file) => existsSync(join(root, file)));
}

/** All files that these import, also dynamically, but not only for types. */
function reachable(files: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    const text = readFileSync(join(root, file), "utf8");
    for (const [, isType, named, dynamic] of text.matchAll(
      /^import (type )?[^;]*?from "([^"]+)"|\bimport\("([^"]+)"\)/gm,
    )) {
      const next = isType ? undefined : resolve(named ?? dynamic ?? "", file);
      if (next) visit(next);
    }
  };
  for (const file of files) visit(file);
  return found;
}

/** The namespaces of the texts that browsers may show on a page. */
function used(files: readonly string[]): string[] {
  const names = [...reachable(files)].flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const named = [...text.matchAll(/useTranslations\("(\w+)/g)].map(([, name]) => name ?? "");
    if (!text.includes("useTranslations()")) return named;
    return [...named, ...[...text.matchAll(/\bt\(\s*["`](\w+)\./g)].map(([, name]) => name ?? "")];
  });
  return [...new Set(names)].filter((name) => name in ko).sort();
}

describe("texts of pages", () => {
  it("every page has those of the layout and of the error screens", () => {
    expect(used(FILES.everywhere).filter((name) => !(EVERYWHERE as readonly string[]).includes(name))).toEqual([]);
  });

  it.each(Object.keys(NAMESPACES) as Page[])("%s has exactly the namespaces that its components use", (page) => {
    const everywhere: readonly string[] = EVERYWHERE;
    expect([...NAMESPACES[page]].sort()).toEqual(used(FILES[page]).filter((name) => !everywhere.includes(name)));
  });
});
