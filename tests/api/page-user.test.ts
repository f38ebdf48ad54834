/** A page names the user it was rendered for; none of its calls is handled as somebody else. */
import { beforeAll, describe, expect, it } from "vitest";
import { PAGE_USER_HEADER } from "@/lib/protocol/page-user-header";
import { newId } from "@/lib/shared/ids";
import { recordedCloud } from "./cloud";
import { newRoom } from "./scenes";
import { PASSWORD, ROUTES, signedUp, Visitor } from "./web";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const calls = Object.entries(ROUTES).flatMap(([path, route]) =>
  METHODS.filter((method) => method in route).map((method) => [method, path] as const),
);

let mina: Visitor;
let jun: Visitor;
beforeAll(async () => {
  await recordedCloud();
  mina = await signedUp("page-mina");
  jun = await signedUp("page-jun");
}, 60_000);

const pageOf = (visitor: Visitor) => ({ [PAGE_USER_HEADER]: visitor.user.id });

/** Makes a call with a body that no handler accepts: a call that is refused earlier never parses it. */
function ask(who: Visitor, method: string, path: string, headers: Record<string, string>) {
  const url = who.origin + path.replace(/:\w+/g, () => newId());
  const body = method === "GET" ? undefined : "{";
  return who.send(
    new Request(url, { method, headers: who.headers({ ...headers, "content-type": "application/json" }), body }),
  );
}

it("premise: there are calls", () => expect(calls.length).toBeGreaterThan(40));

describe.each(calls)("%s %s", (method, path) => {
  it("is refused for a page of another account, before anything is done", async () => {
    const cookie = jun.cookie;
    const answer = await ask(jun, method, path, pageOf(mina));
    expect([answer.status, answer.json?.code]).toEqual([409, "other_account"]);
    expect(jun.cookie).toBe(cookie);
  });
});

describe("a page's call", () => {
  it("does nothing as the other account: no room, no password, no logout", async () => {
    const stale = pageOf(mina);
    const room = await jun.post("/api/rooms", { name: "Not Jun's", visibility: "private" }, stale);
    const password = { currentPassword: PASSWORD, password: "another long one" };
    const changed = await jun.post("/api/account/password", password, stale);
    const logout = await jun.post("/api/logout", undefined, stale);
    expect([room, changed, logout].map(({ json }) => json.code)).toEqual(Array(3).fill("other_account"));
    expect((await jun.get("/api/rooms?query=Not Jun")).json.rooms).toEqual([]);
    expect((await jun.get("/api/me")).json.user.id).toBe(jun.user.id);
  });

  it("of the signed-in account is handled, and so is one that names no user, like a program's", async () => {
    const room = await newRoom(mina, `page room ${newId()}`);
    for (const headers of [pageOf(mina), {}]) {
      expect((await mina.post(`/api/rooms/${room.id}/ticket`, undefined, headers)).status).toBe(200);
    }
  });

  it("without a session is unauthenticated, for any user of the page", async () => {
    const answer = await new Visitor().post("/api/rooms", { name: "x" }, pageOf(mina));
    expect([answer.status, answer.json.code]).toEqual([401, "unauthenticated"]);
    expect((await new Visitor().post("/api/logout", undefined, pageOf(mina))).status).toBe(204);
  });

  it.each(["", "mina", "undefined", " ", "not-a-uuid,other"])("that names %j as its user is invalid", async (user) => {
    const answer = await mina.get("/api/me", { [PAGE_USER_HEADER]: user });
    expect([answer.status, answer.json.code]).toEqual([422, "invalid"]);
  });
});
