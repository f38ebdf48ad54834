/** One service of compose.yaml, run by `buildah run --isolation chroot`: no engine, no registry, no cgroups. */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import type { ComposeService } from "@/docker/compose";

const COMPOSE_FOLDER = resolve(import.meta.dirname, "..");

const buildah = (...args: string[]) => execFileSync("buildah", args, { encoding: "utf8" }).trim();
const words = z
  .array(z.string())
  .nullish()
  .transform((given) => given ?? []);
const image = z.object({
  OCIv1: z.object({
    config: z.object({
      Env: words,
      Entrypoint: words,
      Cmd: words,
      WorkingDir: z.string().default("/"),
      StopSignal: z.string().default("SIGTERM"),
    }),
  }),
});

export interface Container {
  name: string;
  /** Resolves with the exit code. */
  exited: Promise<number>;
  /** Runs its health check once, in a second container of the same image. */
  isHealthy(): Promise<boolean>;
  stop(): Promise<void>;
  /**
   * New or changed files in the image's own file system. There must be none: with a read-only root such a write fails.
   */
  touched(): string[];
}

/** A volume starts with the owner, mode and contents of the folder that it covers, as Docker's do. */
function volumeAt(folder: string, covered: string): string {
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  if (existsSync(covered)) cpSync(covered, folder, { recursive: true });
  const { uid, gid, mode } = statSync(covered);
  chownSync(folder, uid, gid);
  chmodSync(folder, mode & 0o7777);
  return folder;
}

/** Docker's own options for a tmpfs. */
function tmpfsAt(folder: string): string {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "noexec,nosuid,nodev,mode=1777", "tmpfs", folder]);
  return folder;
}

function mounts(name: string, { volumes, tmpfs }: ComposeService, root: string, work: string): string[] {
  const named = volumes.map((volume) => {
    const [from = "", to = "", mode = "rw"] = volume.split(":");
    const source = from.startsWith(".")
      ? join(COMPOSE_FOLDER, from)
      : volumeAt(join(work, "volumes", from), join(root, to));
    return `${source}:${to}:${mode}`;
  });
  const fleeting = tmpfs.map((to) => `${tmpfsAt(join(work, "tmpfs", name, to))}:${to}:rw`);
  return [...named, ...fleeting, `${join(work, "hosts")}:/etc/hosts:ro`].flatMap((each) => ["-v", each]);
}

/** The container's first process: the first one below buildah's own. */
function firstProcess(pid: number): number | undefined {
  const children = execFileSync("sh", ["-c", `ps -o pid=,args= --ppid ${pid} || true`], { encoding: "utf8" }).trim();
  const [child, program = ""] = children.split("\n")[0]?.trim().split(/\s+/) ?? [];
  if (!child) return undefined;
  return program.startsWith("buildah") ? firstProcess(Number(child)) : Number(child);
}

/** @param work the folder for volumes and the hosts file @param onLine gets each line of the container's output */
export function runContainer(
  name: string,
  service: ComposeService,
  work: string,
  onLine: (line: string) => void,
): Container {
  const [container, probe] = [
    buildah("from", "--pull-never", service.image),
    buildah("from", "--pull-never", service.image),
  ];
  // A volume that the image declares would cover ours.
  for (const volume of service.volumes) buildah("config", "--volume", `${volume.split(":")[1]}-`, container);
  const root = buildah("mount", container);
  const { Entrypoint, Cmd, WorkingDir, StopSignal } = image.parse(JSON.parse(buildah("inspect", container))).OCIv1
    .config;
  const env = Object.entries(service.environment).flatMap(([key, value]) => ["-e", `${key}=${value}`]);
  const command = (args: string[]) => ["setpriv", "--no-new-privs", "--", ...args];
  const runArgs = [
    "run",
    "--isolation",
    "chroot",
    "--no-hosts",
    "--cap-drop",
    "all",
    "--user",
    service.user,
    "--workingdir",
    WorkingDir,
    ...env,
  ];
  const begunAt = new Date();
  const child: ChildProcess = spawn(
    "buildah",
    [
      ...runArgs,
      ...mounts(name, service, root, work),
      container,
      "--",
      ...command([...Entrypoint, ...(service.command ?? Cmd)]),
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => text.split("\n").filter(Boolean).forEach(onLine));
  const exited = new Promise<number>((done) => child.once("exit", (code) => done(code ?? 1)));
  return {
    name,
    exited,
    isHealthy() {
      const [kind, ...test] = service.healthcheck?.test ?? ["CMD", "true"];
      const args = kind === "CMD-SHELL" ? ["sh", "-c", ...test] : test;
      const asked = [...runArgs, "-v", `${join(work, "hosts")}:/etc/hosts:ro`, probe, "--", ...args];
      return promisify(execFile)("buildah", asked, { timeout: 30_000 }).then(
        () => true,
        () => false,
      );
    },
    async stop() {
      const first = child.pid && firstProcess(child.pid);
      if (first) process.kill(first, StopSignal as NodeJS.Signals);
      await exited;
    },
    touched: () =>
      execFileSync("find", [root, "-xdev", "-newermt", begunAt.toISOString(), "-type", "f"], { encoding: "utf8" })
        .split("\n")
        .filter(Boolean)
        .map((path) => path.slice(root.length)),
  };
}
