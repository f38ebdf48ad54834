import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as z from "zod";
import { type Service, service, startChild, untilReady } from "@/dev/process/child";
import { BUNDLE_CONFIG, SOCKET, STORAGE } from "./bundle-config";
import type { RoomsOptions } from "./rooms-options";

const READY_WITHIN_MS = 30_000;
/** Short, because workerd waits for open sockets to close, and clients keep theirs open. */
const GRACE_MS = 500;

/** The npm package resolves this platform's program; its `bin` script would be a second process. */
function workerdProgram(): string {
  return z.object({ default: z.string() }).parse(createRequire(import.meta.url)("workerd")).default;
}

/** `workerd serve`: the Worker of `bundle` (see bundle-worker.ts), with its objects' SQLite files in `storage`. */
export function workerRooms(bundle: string, { port, storage, variables, onLine, endsOn }: RoomsOptions): Service {
  mkdirSync(storage, { recursive: true });
  const args = [
    "serve",
    join(bundle, BUNDLE_CONFIG),
    ...["--socket-addr", `${SOCKET}=*:${port}`],
    ...["--directory-path", `${STORAGE}=${storage}`],
  ];
  const answers = async () => (await fetch(`http://127.0.0.1:${port}/`, { method: "HEAD" })).ok;
  return service(
    // Passed as workerd's whole environment and not as arguments, which any process may read: some are secrets.
    () =>
      startChild({
        name: "workerd",
        command: workerdProgram(),
        args,
        env: variables,
        onLine,
        endsOn,
        graceMs: GRACE_MS,
      }),
    (child) => untilReady(child, answers, READY_WITHIN_MS),
  );
}
