/** Checks the guarantees of compose.yaml beyond its grammar, and that the Dockerfile keeps them. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { ModuleKind, preProcessFile, ScriptTarget, transpileModule } from "typescript";
import { describe, expect, it } from "vitest";
import { ROOM_VARIABLES, roomEnv, webEnvOf } from "@/lib/server/env";
import { readCompose } from "./compose";

const read = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");
const example = parseEnv(read(".env.example")) as Record<string, string>;
const secrets = Object.keys(example).filter((name) => /_(PASSWORD|SECRET|TOKEN)$/.test(name));
const needed = secrets.filter((name) => name !== "HEALTH_TOKEN");
const filled = { ...example, ...Object.fromEntries(secrets.map((name) => [name, `${name}-`.padEnd(64, "0")])) };
const { services, networks, volumes } = readCompose(filled);

it.each(needed)("without %s nothing starts, and the error says what to do", (name) => {
  expect(() => readCompose({ ...filled, [name]: "" })).toThrow(`${name} is not set: run docker/new-env.sh`);
});

it("every setting of .env.example is used, and every used setting is in it", () => {
  const used = [...read("compose.yaml").matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name);
  expect(new Set(used)).toEqual(new Set(Object.keys(example)));
});

it("web and rooms get an environment that they accept, and rooms get none of the web side's secrets", () => {
  const { web, rooms } = services;
  expect(webEnvOf(web?.environment ?? {})).toMatchObject({
    NEXT_PUBLIC_PARTYKIT_HOST: "localhost:1999",
    SIGNUP_MODE: "open",
    LIMIT_SCALE: 1,
    HEALTH_TOKEN: filled.HEALTH_TOKEN,
  });
  expect(roomEnv(rooms?.environment ?? {})).toMatchObject({
    ALLOWED_ORIGINS: ["http://localhost:3000"],
    MESSAGE_RATE: 10,
  });
  expect(ROOM_VARIABLES).toEqual(expect.arrayContaining(Object.keys(rooms?.environment ?? {})));
});

it("D5: with a public address the web needs ADDRESS_HEADER", () => {
  const behind = (settings: object) => readCompose({ ...filled, CHAT_ORIGIN: "https://chat.example.com", ...settings });
  const environmentOf = (settings: object) => behind(settings).services.web?.environment ?? {};
  expect(() => webEnvOf(environmentOf({}))).toThrow("ADDRESS_HEADER");
  expect(webEnvOf(environmentOf({ ADDRESS_HEADER: "x-forwarded-for" })).ADDRESS_HEADER).toBe("x-forwarded-for");
});

it("only web and rooms publish a port, on this machine's own address", () => {
  const opened = Object.entries(services).flatMap(([name, { ports }]) => ports.map((port) => [name, port]));
  expect(opened).toEqual([
    ["rooms", "127.0.0.1:1999:1999"],
    ["web", "127.0.0.1:3000:3000"],
  ]);
});

it("only their gateways can reach Postgres and Redis, which have no outgoing network", () => {
  const on = (network: string) => Object.keys(services).filter((name) => services[name]?.networks.includes(network));
  expect(networks.stores?.internal && networks.inside?.internal).toBe(true);
  expect(on("stores")).toEqual(["postgres", "redis", "gateways"]);
  expect(on("outside")).toEqual(["rooms", "web"]);
});

describe.each(Object.entries(services))(
  "%s",
  (name, { user, image, volumes: used, healthcheck, depends_on, command }) => {
    it("is not root, and its image names a version", () => {
      expect(user).toMatch(/^(node|postgres|valkey)$/);
      expect(image).toMatch(/^(sarangbang-(web|services)|postgres:17-bookworm|valkey\/valkey:8\.1)$/);
    });

    it("has a health check, or runs to completion", () =>
      expect(healthcheck !== undefined || name === "migrate").toBe(true));

    it("waits for existing services, and stores data in existing volumes", () => {
      for (const other of Object.keys(depends_on)) expect(services).toHaveProperty(other);
      for (const volume of used)
        if (!volume.startsWith("./")) expect(volumes).toHaveProperty(`${volume.split(":")[0]}`);
    });

    it("has no secret in its arguments, which every process can read", () => {
      const values = secrets.map((secret) => filled[secret as keyof typeof filled]);
      for (const word of [...(command ?? []), ...(healthcheck?.test ?? [])])
        for (const value of values) expect(word).not.toContain(value);
    });
  },
);

describe("the programs of the services' image", () => {
  const folder = join(import.meta.dirname, "..");
  /** Packages that a file imports, directly or through other files of the project. */
  function packagesOf(file: string, seen = new Set<string>()): string[] {
    if (seen.has(file)) return [];
    seen.add(file);
    const code = readFileSync(join(folder, file), "utf8");
    // As tsx runs it: without type-only imports.
    const js = transpileModule(code, { compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ESNext } });
    return preProcessFile(js.outputText).importedFiles.flatMap(({ fileName }) => {
      if (fileName.startsWith("@/")) return packagesOf(moduleAt(fileName.slice(2)), seen);
      if (/^[./]/.test(fileName)) return packagesOf(moduleAt(join(dirname(file), fileName)), seen);
      return /^node:/.test(fileName) ? [] : [/^(@[^/]+\/)?[^/]+/.exec(fileName)?.[0] ?? fileName];
    });
  }
  const moduleAt = (path: string) => (existsSync(join(folder, `${path}.ts`)) ? `${path}.ts` : path);
  const needed = /const NEEDED = (\[[\s\S]*?\])\.flat/.exec(read("services-packages.mjs"))?.[1] ?? "";
  const programs = Object.values(services).flatMap(({ command = [] }) =>
    command.filter((word) => word.endsWith(".ts")),
  );

  it("has programs", () => expect(new Set(programs)).toContain("docker/rooms.ts"));

  it.each([...new Set(programs)])("have every package of %s, and every folder", (program) => {
    const files = new Set<string>();
    for (const name of packagesOf(program, files)) expect(needed).toContain(`"${name}"`);
    for (const file of files) {
      const folder = file.split("/")[0];
      expect(read("Dockerfile")).toContain(`COPY ${folder} ./${folder}`);
    }
  });
});

describe("Dockerfile", () => {
  const instructions = read("Dockerfile")
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter(Boolean);

  it("builds every target that compose.yaml names, each as a non-root user", () => {
    const targets = Object.values(services).flatMap(({ build }) => (build ? [build.target] : []));
    for (const target of targets) {
      const from = instructions.findIndex((line) => line.startsWith("FROM ") && line.endsWith(` AS ${target}`));
      const next = instructions.findIndex((line, at) => at > from && line.startsWith("FROM "));
      expect(from).toBeGreaterThan(-1);
      expect(instructions.slice(from, next < 0 ? undefined : next)).toContain("USER node");
    }
  });

  it("pins its base, installs from the lock file without scripts, and copies no secret", () => {
    const bases = instructions.filter((line) => /^FROM \S*[:/]/.test(line));
    expect(bases).toEqual(["FROM node:22-bookworm-slim AS base"]);
    expect(instructions.filter((line) => /\bnpm (i|install)\b/.test(line))).toEqual([]);
    expect(instructions.filter((line) => /\bnpm ci\b/.test(line) && !line.includes("--ignore-scripts"))).toEqual([]);
    expect(instructions.filter((line) => /^(ARG|ADD)\b/.test(line))).toEqual([]);
    expect(read("../.dockerignore").split("\n")).toEqual(
      expect.arrayContaining([".env*", "**/.env*", ".git", ".local"]),
    );
  });
});
