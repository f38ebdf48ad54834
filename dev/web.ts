import { join } from "node:path";
import { CloudError } from "./cloud-error";
import { type Service, service, startChild, untilReady } from "./process/child";
import { outerEnv, root } from "./root";

const READY_WITHIN_MS = 120_000;

export interface WebOptions {
  port: number;
  variables: Record<string, string>;
  onLine?: (line: string) => void;
}

function next(args: string[], { variables, onLine }: WebOptions) {
  const env = { ...outerEnv(), ...variables, NEXT_TELEMETRY_DISABLED: "1" };
  const command = [join(root, "node_modules/next/dist/bin/next"), ...args];
  return startChild({ name: `next ${args[0]}`, command: process.execPath, args: command, env, cwd: root, onLine });
}

/** `next build`. @throws CloudError with the build's last lines. */
export async function buildWeb(options: WebOptions): Promise<void> {
  const { ok, report } = await next(["build"], options).exited;
  if (!ok) throw new CloudError(report);
}

/** `next dev` or, with the result of `buildWeb`, `next start`. */
export function web(mode: "dev" | "start", options: WebOptions): Service {
  const answers = async () => {
    const response = await fetch(`http://127.0.0.1:${options.port}/`, { method: "HEAD", redirect: "manual" });
    return response.status > 0;
  };
  return service(
    () => next([mode, "--port", `${options.port}`], options),
    (child) => untilReady(child, answers, READY_WITHIN_MS),
  );
}
