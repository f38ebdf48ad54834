import { expect, it } from "vitest";
import { newId } from "../../lib/ids";
import { addressHeaders, type Cast, ROOM_NAME, type Send } from "./cast";
import { apiRoutes, fill } from "./routes";
import { API, FROM, type From, TRUSTED, WHO, type Who } from "./table";

interface Stage {
  send: Send;
  cast: Cast;
}

/** Every call of the API, by everyone, from everywhere. `stage` is asked once the test runs. */
export function checkApi(stage: () => Stage): void {
  it("every route has a row and every row a route", async () => {
    expect((await apiRoutes()).map(({ name }) => name).sort()).toEqual(Object.keys(API).sort());
  });

  const ofRooms = Object.keys(API).filter((name) => name.includes("[roomId]"));
  it.each(ofRooms)("D2: %s tells an outsider of a private room what it tells of no room at all", async (name) => {
    const [method = "", path = ""] = name.split(" ");
    const { send, cast } = stage();
    const headers = { cookie: cast.cookies.outsider ?? "", ...addressHeaders() };
    const there = await send(method, fill(path, paramsFor(cast)), headers, API[name]?.body);
    const nowhere = await send(method, fill(path, { ...paramsFor(cast), roomId: newId() }), headers, API[name]?.body);
    expect(there.text).toBe(nowhere.text);
    expect(there.text).not.toContain(ROOM_NAME);
    expect(there.status).toBe(404);
  });

  it.each(Object.keys(API))("%s: by whom, from where", async (name) => {
    const [method = "", path = ""] = name.split(" ");
    const answers: Record<string, number> = {};
    const expected: Record<string, number> = {};
    for (const from of Object.keys(FROM) as From[]) {
      for (const who of WHO) {
        const cell = `${who} from ${from}`;
        answers[cell] = (await knock(stage(), method, path, who, from)).status;
        const isForeignWrite = method !== "GET" && !TRUSTED.includes(from);
        expected[cell] = isForeignWrite ? 403 : (API[name]?.verdict(who) ?? 0);
      }
    }
    expect(answers).toEqual(expected);
  });
}

const paramsFor = (cast: Cast) => ({
  roomId: cast.roomId,
  username: "nobody-has-this",
  userId: cast.userIds.member,
  passkeyId: "nobodys",
  sessionId: cast.sessionId,
});

function knock({ send, cast }: Stage, method: string, path: string, who: Who, from: From) {
  const cookie = cast.cookies[who];
  const headers = { ...FROM[from], ...addressHeaders(), ...(cookie && { cookie }) };
  return send(method, fill(path, paramsFor(cast)), headers, API[`${method} ${path}`]?.body);
}
