/** Lets tests stop and start parts of the local cloud: `POST /<part>/stop` and `…/start`. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Part } from "@/dev/cloud";

export async function openControl(parts: Record<string, Part>): Promise<{ url: string; close: () => unknown }> {
  const act = async (path = "") => {
    const [, name = "", what] = path.split("/");
    const part = parts[name];
    if (!part || (what !== "stop" && what !== "start")) throw new Error(`no such part: ${path}`);
    await part[what]();
  };
  const server = createServer((request, response) => {
    act(request.url).then(
      () => response.end(),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
