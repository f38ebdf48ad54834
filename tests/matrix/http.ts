import { expect, it } from "vitest";
import { newId } from "@/lib/shared/ids";
import { addressHeaders, type Cast, ROOM_NAME, SAID_SEQ, type Send } from "./cast";
import { apiRoutes, fill } from "./routes";
import { API, FROM, type From, OUTSIDERS, PREVIEW, READS_FROM, TRUSTED, WHO, type Who } from "./table";

interface Stage {
  send: Send;
  cast: Cast;
}

/**
 * Every call of the API, by every visitor, from every origin. `stage` is called when the test runs. A foreign page is
 * refused before the user is checked.
 * @param strangers visitors that are tested from every origin; the others send no origin
 */
export function checkApi(stage: () => Stage, strangers: readonly Who[]): void {
  it("every route has a row and every row a route", async () => {
    const inTable = new Set(Object.keys(API).map((name) => name.split("?")[0]));
    expect((await apiRoutes()).map(({ name }) => name).sort()).toEqual([...inTable].sort());
  });

  const ofRooms = Object.keys(API).filter((name) => name.includes("[roomId]"));
  it.each(ofRooms)("D2: %s answers outsiders of a private room as if there were no such room", async (name) => {
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

  it("every call of a room has a row for previews", () => {
    expect(Object.keys(PREVIEW).sort()).toEqual([...ofRooms].sort());
  });

  it.each(ofRooms)(
    "%s of a public room, by a user who is not a member and does not become one except by joining",
    async (name) => {
      const { send, cast } = stage();
      const as = (who: "owner" | "outsider") => ({ cookie: cast.cookies[who] ?? "", ...addressHeaders() });
      const made = await send("POST", "/api/rooms", as("owner"), { name: ROOM_NAME, visibility: "public" });
      const { id } = JSON.parse(made.text).room;
      const { status, query = "", joins } = PREVIEW[name] ?? expect.fail();
      const [method, path] = call(name, { ...cast, roomId: id });
      const answer = await send(method, path + query, as("outsider"), bodyOf(name, cast));
      expect(answer.status).toBe(status);
      const { room } = JSON.parse((await send("GET", `/api/rooms/${id}`, as("outsider"))).text);
      expect([room.memberCount, room.mine !== undefined]).toEqual(joins ? [2, true] : [1, false]);
    },
  );

  it.each(Object.keys(API))("%s: by each visitor, from each origin", async (name) => {
    const answers: Record<string, number> = {};
    const ask = async ({ who, from, cell }: Cell) => {
      answers[cell] = (await tryConnect(stage(), name, who, from)).status;
    };
    const cells = cellsOf(name, strangers);
    if (API[name]?.changes) await oneAfterAnother(cells, ask, stage().cast, answers);
    else await Promise.all(cells.map(ask));
    expect(answers).toEqual(Object.fromEntries(cells.map(({ cell, status }) => [cell, status])));
  });
}

interface Cell {
  who: Who;
  from: From;
  cell: string;
  /** The expected outcome. */
  status: number;
}

/**
 * Every visitor from every origin. A read has no origin check, so it is enough that the signs of a foreign page change
 * nothing.
 */
function cellsOf(name: string, strangers: readonly Who[]): Cell[] {
  const isRead = name.startsWith("GET ");
  const everywhere = isRead ? READS_FROM : (Object.keys(FROM) as From[]);
  return everywhere.flatMap((from) =>
    (from === "program" ? WHO : strangers).map((who) => {
      const isForeignWrite = !isRead && !TRUSTED.includes(from);
      return { who, from, cell: `${who} from ${from}`, status: isForeignWrite ? 403 : (API[name]?.verdict(who) ?? 0) };
    }),
  );
}

/** Restores everything after each call that has changed something. */
async function oneAfterAnother(
  cells: Cell[],
  ask: (cell: Cell) => Promise<void>,
  { restore }: Cast,
  answers: Record<string, number>,
): Promise<void> {
  await restore();
  for (const each of cells) {
    await ask(each);
    if ((answers[each.cell] ?? 0) < 300) await restore();
  }
}

/** A row's method and path, with the cast's values in the path. */
function call(name: string, cast: Cast): [method: string, path: string] {
  const [method = "", path = ""] = name.split(" ");
  const values = {
    roomId: cast.roomId,
    username: "nobody-has-this",
    userId: cast.userIds[API[name]?.userId ?? "bystander"],
    passkeyId: "nobodys",
    sessionId: cast.sessionId,
    fileId: cast.fileId,
    inviteId: cast.inviteId,
    token: cast.token,
    seq: `${SAID_SEQ}`,
  };
  return [method, fill(path, values)];
}

function bodyOf(name: string, cast: Cast): Record<string, unknown> | undefined {
  const { body, userIn } = API[name] ?? {};
  return userIn ? { ...body, [userIn]: cast.userIds.bystander } : body;
}

function tryConnect({ send, cast }: Stage, name: string, who: Who, from: From) {
  const cookie = cast.cookies[who];
  const headers = { ...FROM[from], ...addressHeaders(), ...(cookie && { cookie }) };
  return send(...call(name, cast), headers, bodyOf(name, cast));
}
