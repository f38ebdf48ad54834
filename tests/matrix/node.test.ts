/** All of table.ts on Node.js: the route handlers themselves, imported into this process. */
import { beforeAll, vi } from "vitest";
import { recordedCloud, type TestCloud } from "@/tests/api/cloud";
import { type Cast, cast, type Send } from "./cast";
import { checkApi } from "./http";
import { apiRoutes, fill } from "./routes";

const ORIGIN = "http://localhost:3000";

let cloud: TestCloud;
let people: Cast;
beforeAll(async () => {
  // Hides the warning that commands about ended sessions did not reach the rooms, which do not run here.
  vi.spyOn(console, "error").mockImplementation(() => {});
  ({ cloud } = await recordedCloud());
  people = await cast(send, cloud.env);
});

const send: Send = async (method, path, headers, body) => {
  const { handler, params } = await routeOf(method, new URL(path, ORIGIN).pathname);
  const type = body === undefined ? undefined : { "content-type": "application/json" };
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const request = new Request(ORIGIN + path, { method, headers: { ...headers, ...type }, body: sent });
  const answer = await handler(request, { params: Promise.resolve(params) });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

/** The route with that address; one without brackets takes precedence, as with Next.js. */
async function routeOf(method: string, path: string) {
  const parts = path.split("/");
  const candidates = (await apiRoutes()).filter((route) => route.method === method);
  for (const route of candidates.sort((a, b) => Number(a.path.includes("[")) - Number(b.path.includes("[")))) {
    const names = route.path.split("/");
    const pairs = names.flatMap((name, i) => (name.startsWith("[") ? [[name.slice(1, -1), parts[i] ?? ""]] : []));
    const params = Object.fromEntries(pairs);
    if (names.length === parts.length && fill(route.path, params) === path) return { handler: route.handler, params };
  }
  throw new Error(`no route for ${method} ${path}`);
}

checkApi(() => ({ send, cast: people }), ["nobody", "member", "owner", "forged"]);
