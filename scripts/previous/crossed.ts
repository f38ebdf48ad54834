/** Tests the client of each of two releases in the other's rooms, a combination that occurs during a deployment. */
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as z from "zod";
import { git, runSuites, withReleases } from "./release";

const CONFIG = "partykit.json";
/** The paths that clients and rooms consist of. */
const MADE_OF = ["lib", "party", "db", CONFIG, "package-lock.json"];
/** Clients and rooms over real sockets. */
const SUITE = "tests/integration";
const REPORT = "crossed.json";
const ROOMS = "rooms-of-the-other";
const LEFT_OUT = ["node_modules", ".git"];
/**
 * Tests of the previous release that fail because this release changes their rule on purpose, with the reason. They are not run: some
 * leave a store stopped when they fail, which would fail the tests after them.
 */
const CHANGED: ReadonlyMap<string, string> = new Map();

const partykit = z.looseObject({ main: z.string(), parties: z.record(z.string(), z.string()).default({}) });
const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

interface Outcome {
  /** Everything that ran: each file, and each test as `file: name`. */
  known: Set<string>;
  failed: string[];
}

/** @returns the problem, if any */
export async function crossingProblem(before: string): Promise<string | undefined> {
  const changed = await git("diff", "--name-only", before, "HEAD", "--", ...MADE_OF);
  if (!changed.trim()) return void console.log(`Rooms and clients are those of ${before}.`);
  return withReleases([before, "HEAD"], async ([old, now]) => {
    for (const [test, reason] of CHANGED) console.log(`Changed on purpose, not run: ${test}: ${reason}`);
    console.log(`Clients of ${before} in this release's rooms:`);
    const ofBefore = await suiteOf(old as string, now as string, [...CHANGED.keys()]);
    if (ofBefore.failed.length > 0)
      return problem("Clients of the previous release do not work with these rooms", ofBefore.failed);
    console.log(`Clients of this release in the rooms of ${before}:`);
    return judge(await suiteOf(now as string, old as string), ofBefore.known);
  });
}

/** Tests of new features fail in old rooms, so only tests that the previous release also has count. */
function judge({ failed }: Outcome, known: Set<string>): string | undefined {
  const isKnown = (test: string) => known.has(test);
  const since = failed.filter((test) => !isKnown(test));
  if (since.length > 0) console.log(`New tests that the previous rooms cannot pass:${list(since)}`);
  const broken = failed.filter(isKnown);
  return broken.length > 0
    ? problem("Clients of this release do not work with the rooms of the previous one", broken)
    : undefined;
}

const list = (tests: string[]) => tests.map((test) => `\n  ${test}`).join("");
const problem = (what: string, tests: string[]) =>
  `${what}. docs/protocol.md, Versions, has the rules of compatibility.${list(tests)}`;

/** Runs a release's client and suite with another's rooms. @param without parts of the names of tests that are not run */
async function suiteOf(folder: string, rooms: string, without: string[] = []): Promise<Outcome> {
  const giveBack = takeRoomsOf(folder, rooms);
  await runSuites(
    folder,
    [SUITE],
    [
      ...["--retry", "1", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`],
      ...(without.length > 0 ? ["--testNamePattern", `^(?!.*(${without.map(literally).join("|")}))`] : []),
    ],
    // `takeRoomsOf` rewrites the configuration of this host only.
    { TEST_ROOMS: "partykit" },
  );
  giveBack();
  const { testResults } = report.parse(JSON.parse(readFileSync(join(folder, REPORT), "utf8")));
  const outcome: Outcome = { known: new Set(), failed: [] };
  for (const { name, status, assertionResults } of testResults) {
    const file = relative(folder, name);
    const failed = assertionResults.filter((test) => test.status === "failed");
    const named = (test: { fullName: string }) => `${file}: ${test.fullName}`;
    for (const each of [file, ...assertionResults.map(named)]) outcome.known.add(each);
    // A file that could not start counts as failed although none of its tests failed.
    outcome.failed.push(...(status === "failed" && failed.length === 0 ? [file] : failed.map(named)));
  }
  return outcome;
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Rooms are bundled from within a project's folder only, so the other release's code is copied into it.
 * @returns a function that undoes it
 */
function takeRoomsOf(folder: string, rooms: string): () => void {
  const inside = join(folder, ROOMS);
  cpSync(rooms, inside, { recursive: true, filter: (path) => !LEFT_OUT.includes(relative(rooms, path)) });
  symlinkSync(join(rooms, "node_modules"), join(inside, "node_modules"));
  const { main, parties, ...more } = partykit.parse(JSON.parse(readFileSync(join(inside, CONFIG), "utf8")));
  const moved = Object.entries(parties).map(([name, path]) => [name, join(ROOMS, path)]);
  const own = readFileSync(join(folder, CONFIG), "utf8");
  const config = { ...more, main: join(ROOMS, main), parties: Object.fromEntries(moved) };
  writeFileSync(join(folder, CONFIG), JSON.stringify(config));
  return () => {
    writeFileSync(join(folder, CONFIG), own);
    rmSync(inside, { recursive: true });
  };
}
