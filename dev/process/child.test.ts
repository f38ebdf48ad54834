import { expect, it, vi } from "vitest";
import { service, startChild, untilReady } from "./child";

const node = (script: string) => ({ name: "test", command: process.execPath, args: ["-e", script] });
const FOREVER = "setInterval(() => {}, 1000);";

function lineCollector() {
  const lines: string[] = [];
  return { lines, onLine: (line: string) => lines.push(line) };
}

const answers = (port: number) =>
  fetch(`http://127.0.0.1:${port}`).then(
    () => true,
    () => false,
  );

it("stops a process together with its children", async () => {
  const { lines, onLine } = lineCollector();
  const server = `const s = require("http").createServer((_, r) => r.end()).listen(0, () => console.log(s.address().port));`;
  const parent = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(server)}], { stdio: "inherit" });`;
  const child = startChild({ ...node(parent + FOREVER), onLine });
  await untilReady(child, async () => lines.length > 0, 10_000);
  const port = Number(lines[0]);
  expect(await answers(port)).toBe(true);
  await child.stop();
  await expect.poll(() => answers(port)).toBe(false);
});

it("kills a process that ignores the signal", async () => {
  const { lines, onLine } = lineCollector();
  const child = startChild({
    ...node(`process.on("SIGTERM", () => {}); console.log("up"); ${FOREVER}`),
    onLine,
    graceMs: 100,
  });
  await untilReady(child, async () => lines.length > 0, 10_000);
  await child.stop();
  expect(await child.exited).toMatchObject({ ok: false, report: expect.stringContaining("SIGKILL") });
});

it("reports how a process ended, with its last lines, and a missing program", async () => {
  const failed = await startChild(node('console.log("안녕"); console.error("no"); process.exit(3)')).exited;
  expect(failed.ok).toBe(false);
  expect(failed.report.split("\n").sort()).toEqual(["no", "test ended (exit code 3)", "안녕"]);
  const missing = await startChild({ name: "nothing", command: "/no/such/program", args: [] }).exited;
  expect(missing).toEqual({ ok: false, report: "nothing ended (spawn /no/such/program ENOENT)" });
  expect((await startChild(node("")).exited).ok).toBe(true);
});

it("stops waiting for a process that ends or never responds", async () => {
  const ended = startChild(node("process.exit(1)"));
  await expect(untilReady(ended, async () => false, 10_000)).rejects.toThrow("test ended (exit code 1)");
  const silent = startChild(node(FOREVER));
  await expect(untilReady(silent, async () => false, 200)).rejects.toThrow("test did not answer within 0.2 s");
  await silent.stop();
});

it("distinguishes a crash from a stop", async () => {
  let deaths = 0;
  const asked = service(
    () => startChild(node(FOREVER)),
    async () => {},
  );
  void asked.died.then(() => deaths++);
  await asked.start();
  await asked.stop();
  const dying = service(
    () => startChild(node("process.exit(7)")),
    async () => {},
  );
  await dying.start();
  expect(await dying.died).toContain("exit code 7");
  expect(deaths).toBe(0);
});

it("restarts a crashed process, and not a stopped one", async () => {
  let starts = 0;
  const stubborn = service(
    () => startChild(node(++starts === 1 ? "process.exit(7)" : FOREVER)),
    async () => {},
    true,
  );
  await stubborn.start();
  await vi.waitFor(() => expect(starts).toBe(2), { timeout: 10_000 });
  await stubborn.stop();
  expect(starts).toBe(2);
});
