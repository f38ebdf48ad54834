/** The real PartyKit command line, in front of a fake of PartyKit: it makes the requests that our arguments intend. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { startChild } from "@/dev/process/child";
import { outerEnv, root } from "@/dev/root";
import type { Command } from "@/scripts/deploy/command";
import { deployRooms, roomsDeletion } from "@/scripts/deploy/partykit";

let server: Server;
let home: string;
let asked: { line: string; headers: Headers; form: FormData | undefined }[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "sarangbang-partykit-"));
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = new Headers(request.headers as Record<string, string>);
    const isForm = headers.get("content-type")?.startsWith("multipart/form-data");
    const form = isForm ? await new Response(Buffer.concat(chunks), { headers }).formData() : undefined;
    if (request.url !== "/flags") asked.push({ line: `${request.method} ${request.url}`, headers, form });
    const body = request.url === "/flags" ? {} : { result: { is_initial_deploy: false } };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
});

/** Signs in with a GitHub token, since PartyKit's other login would request a session from a third party. */
async function partykit({ args }: Command, env: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo;
  const account = {
    PARTYKIT_API_BASE: `http://127.0.0.1:${port}`,
    GITHUB_LOGIN: "mina",
    GITHUB_TOKEN: "token",
    HOME: home,
  };
  const { exited } = startChild({
    name: "partykit",
    command: process.execPath,
    args: [join(root, "node_modules/partykit/dist/bin.mjs"), ...args],
    env: { ...outerEnv(), NO_UPDATE_NOTIFIER: "1", ...account, ...env },
    cwd: root,
  });
  const { ok, report } = await exited;
  expect(report).toContain("ended (exit code 0)");
  expect(ok).toBe(true);
}

const VARIABLES = {
  DATABASE_URL: "postgresql://u:p%40ss=word@ep-x-pooler.neon.tech/neondb?sslmode=require&channel_binding=require",
  ALLOWED_ORIGINS: "https://chat.example.com,https://old.example.com",
  TICKET_SECRET: "0123456789abcdef0123456789abcdef",
  SESSION_SECRET: "of the screens only",
};

it("a preview's rooms: deployed under the slug, with exactly the rooms' variables, unchanged", async () => {
  await partykit(deployRooms({ slug: "slug-1" }, VARIABLES));
  expect(asked.map(({ line }) => line)).toEqual(["POST /parties/mina/sarangbang?preview=slug-1"]);
  const { SESSION_SECRET: _, ...told } = VARIABLES;
  expect(JSON.parse(`${asked[0]?.form?.get("vars")}`)).toEqual(told);
  expect(`${asked[0]?.form?.get("code")}`).toContain("Sarangbang rooms");
});

it("rooms on a custom domain: Cloudflare's account is passed on", async () => {
  await partykit(deployRooms({ domain: "rooms.example.com" }, VARIABLES), {
    CLOUDFLARE_ACCOUNT_ID: "account",
    CLOUDFLARE_API_TOKEN: "key",
  });
  expect(asked.map(({ line }) => line)).toEqual(["POST /parties/mina/sarangbang"]);
  expect(asked[0]?.form?.get("domain")).toBe("rooms.example.com");
  expect(asked[0]?.headers.get("x-cloudflare-account-id")).toBe("account");
});

it("a preview's rooms are deleted, and production's are not", async () => {
  await partykit(roomsDeletion("slug-1"));
  expect(asked.map(({ line }) => line)).toEqual(["DELETE /parties/mina/sarangbang?preview=slug-1"]);
});
