import { beforeAll, describe, expect, it } from "vitest";
import { recordedCloud } from "./cloud";
import { privateRoom, putIn } from "./scenes";
import { PASSWORD, signedUp, type Visitor } from "./web";

beforeAll(async () => {
  await recordedCloud();
}, 60_000);

/** A user, and others in one room with them. */
async function inOneRoom(...prefixes: string[]): Promise<[Visitor, ...Visitor[]]> {
  const owner = await signedUp("주인");
  const others = await Promise.all(prefixes.map((prefix) => signedUp(prefix)));
  const room = await privateRoom(owner, "한 방");
  for (const other of others) await putIn(room.id, other);
  return [owner, ...others];
}

const roomOf = async (who: Visitor) => (await who.get("/api/rooms?scope=mine")).json.rooms[0].id;
const search = (who: Visitor, query: string) => who.get(`/api/people?${new URLSearchParams({ query })}`);
const found = async (who: Visitor, query: string) => (await search(who, query)).json.users;

describe("people with whom one shares a room", () => {
  it("are found by a part of the name, in mid-syllable and by initial consonants, best match first", async () => {
    const [owner, part, start] = await inOneRoom("참새벽달", "새벽달");
    expect(await found(owner, "새벽달")).toEqual([start?.user, part?.user]);
    expect(await found(owner, "새벼")).toEqual([start?.user, part?.user]);
    expect(await found(owner, "ㅊㅅㅂ")).toEqual([part?.user]);
  });

  it("are found by initial consonants, those who have no others first, and by syllables among them", async () => {
    const [owner, part, whole] = await inOneRoom("참한울림", "한울");
    const other = await signedUp("좋아요");
    await putIn(await roomOf(owner), other);
    expect(await found(owner, "ㅎㅇ")).toEqual([whole?.user, part?.user]);
    expect(await found(owner, "참ㅎㅇ")).toEqual([part?.user]);
    expect(await found(owner, "ㅊ한ㅇ")).toEqual([part?.user]);
  });

  it("are nobody else: not the user, a stranger, or somebody who has left", async () => {
    const [owner, friend, gone] = await inOneRoom("달무리", "달무리");
    const stranger = await signedUp("달무리");
    await gone?.delete(`/api/rooms/${await roomOf(owner)}/members/${gone.user.id}`);
    expect(await found(owner, "달무리")).toEqual([friend?.user]);
    expect(await found(stranger, "달무리")).toEqual([]);
    expect(await found(owner, owner.user.username)).toEqual([]);
  });

  it("are not those whom the user has blocked, deleted accounts, or a stranger whose request is open", async () => {
    const [owner, blocked, deleted] = await inOneRoom("서리꽃", "서리꽃");
    const stranger = await signedUp("서리꽃");
    await stranger.post("/api/directs", { userId: owner.user.id });
    const both = await found(owner, "서리꽃");
    expect(both).toHaveLength(2);
    expect(both).toEqual(expect.arrayContaining([blocked?.user, deleted?.user]));
    await owner.put(`/api/blocks/${blocked?.user.id}`);
    const proof = { username: deleted?.user.username, currentPassword: PASSWORD };
    expect((await deleted?.post("/api/account/delete", proof))?.status).toBe(204);
    expect(await found(owner, "서리꽃")).toEqual([]);
  });

  it.each(["", " ", "가".repeat(200)])("%j is refused", async (query) => {
    const [owner] = await inOneRoom();
    expect((await search(owner, query)).status).toBe(422);
  });

  it("a pattern character is only itself", async () => {
    const [owner] = await inOneRoom("물안개");
    expect(await found(owner, "%")).toEqual([]);
    expect(await found(owner, "물_개")).toEqual([]);
  });
});
