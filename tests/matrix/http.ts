import { expect, it } from "vitest";
import { newId } from "../../lib/ids";
import { addressHeaders, type Cast, ROOM_NAME, type Send } from "./cast";
import { apiRoutes, fill } from "./routes";
import { API, FROM, type From, OUTSIDERS, TRUSTED, WHO, type Who } from "./table";

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
  it.each(ofRooms)("D2: %s tells who is not in a private room what it tells of no room at all", async (name) => {
    const { send, cast } = stage();
    for (const who of OUTSIDERS.filter((each) => API[name]?.verdict(each) === 404)) {
      const headers = { cookie: cast.cookies[who] ?? "", ...addressHeaders() };
      const there = await send(...call(name, cast), headers, bodyOf(name, cast));
      const nowhere = await send(...call(name, { ...cast, roomId: newId() }), headers, bodyOf(name, cast));
      expect(there.text, who).toBe(nowhere.text);
      expect(there.text, who).not.toContain(ROOM_NAME);
      expect(there.status, who).toBe(404);
    }
  });

  it.each(Object.keys(API))("%s: by whom, from where", async (name) => {
    const answers: Record<string, number> = {};
    const expected: Record<string, number> = {};
    for (const from of Object.keys(FROM) as From[]) {
      for (const who of WHO) {
        const cell = `${who} from ${from}`;
        if (API[name]?.changes) await stage().cast.restore();
        answers[cell] = (await knock(stage(), name, who, from)).status;
        const isForeignWrite = !name.startsWith("GET ") && !TRUSTED.includes(from);
        expected[cell] = isForeignWrite ? 403 : (API[name]?.verdict(who) ?? 0);
      }
    }
    await stage().cast.restore();
    expect(answers).toEqual(expected);
  });
}

/** Method and path of a row, filled in. */
function call(name: string, cast: Cast): [method: string, path: string] {
  const [method = "", path = ""] = name.split(" ");
  const values = {
    roomId: cast.roomId,
    username: "nobody-has-this",
    userId: cast.userIds[API[name]?.userId ?? "bystander"],
    passkeyId: "nobodys",
    sessionId: cast.sessionId,
    inviteId: cast.inviteId,
    token: cast.token,
  };
  return [method, fill(path, values)];
}

function bodyOf(name: string, cast: Cast): Record<string, unknown> | undefined {
  const { body, userIn } = API[name] ?? {};
  return userIn ? { ...body, [userIn]: cast.userIds.bystander } : body;
}

function knock({ send, cast }: Stage, name: string, who: Who, from: From) {
  const cookie = cast.cookies[who];
  const headers = { ...FROM[from], ...addressHeaders(), ...(cookie && { cookie }) };
  return send(...call(name, cast), headers, bodyOf(name, cast));
}
