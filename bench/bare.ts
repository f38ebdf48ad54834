import { join } from "node:path";
import { service, startChild, untilReady } from "../dev/child";
import { freePort } from "../dev/free-port";
import { outerEnv, root } from "../dev/root";

/** The bare broadcast party under its own `partykit dev`. */
export async function startBare(dataDir: string): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const cli = join(root, "node_modules/partykit/dist/bin.mjs");
  const flags = ["--disable-request-cf-fetch", "--no-hotkeys", "--port", `${port}`, "--persist", join(dataDir, "bare")];
  const party = service(
    () =>
      startChild({
        name: "bare party",
        command: process.execPath,
        args: [cli, "dev", "bench/bare/server.ts", ...flags],
        env: { ...outerEnv(), NO_COLOR: "1" },
        cwd: root,
      }),
    (child) => untilReady(child, async () => (await fetch(`http://127.0.0.1:${port}/`)).status > 0, 60_000),
  );
  await party.start();
  return { port, stop: () => party.stop() };
}
