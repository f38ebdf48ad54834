import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { root } from "@/dev/root";
import { mutateSource } from "./mutate-source";
import { MUTATIONS } from "./mutations";

describe("every mutation", () => {
  it.each(MUTATIONS)("applies once and leaves code that parses: $name", (mutation) => {
    const source = readFileSync(join(root, mutation.file), "utf8");
    const mutated = mutateSource(mutation, source);
    const { diagnostics } = ts.transpileModule(mutated, { fileName: mutation.file, reportDiagnostics: true });
    expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
    expect(mutated).not.toBe(source);
  });

  it("has a unique name", () => {
    const names = MUTATIONS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe("mutateSource", () => {
  const source = `
    const LIMIT = 2_000;
    class Box {
      constructor(private readonly size: number) {
        this.check();
      }
      get isFull() {
        return this.size >= LIMIT; // full
      }
      readonly open = () => this.check();
      private check(): void {
        log(
          \`\${{ a: { size: 1 } }.a} of \${this.size}\`, /* twice */
          this.size,
        );
      }
    }
    export function* make(): Iterable<Box> {
      const inner = (text: string) => text.replace(/["\`]/g, "");
      return { build() { return inner("b"); }, inner: inner("c") };
    }
    function twice() { go(1); go(1); }
    const same = { run() {} }, other = { run() {} };
  `;
  const mutate = (place: string, ...changes: Array<[string, string]>) =>
    mutateSource({ name: "test", file: "box.ts", in: place, changes }, source);

  it.each([
    ["LIMIT", "2_000", "1"],
    ["Box.constructor", "this . check()", "1"],
    ["Box.isFull", "return this.size>=LIMIT", "1"],
    ["Box.open", "this.check()", "1"],
    ["make.build", 'inner("b")', "1"],
    ["make.inner", 'replace(/["`]/g, "")', "1"],
    ["other.run", "{}", "{ 1 }"],
  ])("changes only the code in %s", (place, from, to) => {
    const compact = (text: string) => text.replaceAll(/\s/g, "");
    const mutated = compact(mutate(place, [from, to]));
    expect(mutated).toHaveLength(compact(source).length - compact(from).length + compact(to).length);
    expect(mutated).not.toContain(compact(`${place.split(".").at(-1)}${from}`));
  });

  it("ignores white space, comments and trailing commas", () => {
    const from = `log(\`\${{ a: { size: 1 } }.a} of \${this.size}\`, this.size)`;
    expect(mutate("Box.check", [from, "void 0"])).toContain("private check(): void {\n        void 0;\n      }");
  });

  it("applies several changes to the same function", () => {
    const changed = mutate("Box.check", ["this.size)", "1)"], ["log(", "call("]);
    expect(changed).toMatch(/call\(\s+`.*`, \/\* twice \*\/\s+1\);/);
  });

  it.each([
    ["Box.shut", "go(1)", 'Mutation "test": box.ts has no Box.shut; adapt'],
    ["twice", "go(2)", "must be once in twice of box.ts but is there 0 times: go(2)"],
    ["twice", "go(1)", "must be once in twice of box.ts but is there 2 times: go(1)"],
  ])("names the mutation, file and function if it does not apply: %s %s", (place, from, error) => {
    expect(() => mutate(place, [from, ""])).toThrow(error);
  });
});
