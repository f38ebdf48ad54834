/** Messages with files through real workerd and the real stores. */
import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { archiveHead, recentMessages } from "@/db/queries/messages";
import { files } from "@/db/schema";
import type { User } from "@/lib/protocol/room";
import { signFileToken } from "@/lib/server/file-token";
import { newId } from "@/lib/shared/ids";
import { eventually, type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";

let live: LiveRooms;
let mina: User;
let jun: User;
beforeAll(async () => {
  live = await liveRooms();
  mina = await live.person("민아");
  jun = await live.person("Jun");
});

async function uploaded(by: User, roomId: string) {
  const file = { id: newId(), name: "바다.png", type: "image/png", size: 10, width: 4, height: 3 };
  await live.db.insert(files).values({ ...file, roomId, userId: by.id, completedAt: new Date() });
  const upload = { roomId, userId: by.id };
  return { file, token: (await signFileToken(file, upload, Date.now(), live.env.TICKET_SECRET)).token };
}

it("a message has its files for those who are there and those who come, in the order of its socket's messages", async () => {
  const [roomId, other] = [await live.room(mina), await live.room(mina)];
  const { file, token } = await uploaded(mina, roomId);
  const [author, reader] = [await live.connect(mina, roomId), await live.connect(jun, roomId)];
  await author.say({ type: "send", clientId: newId(), body: "one", files: [token] });
  for (const body of ["two", "three"]) void author.send(body);
  for (const bad of ["forged", (await uploaded(jun, roomId)).token, (await uploaded(mina, other)).token])
    await author.say({ type: "send", clientId: newId(), body: "no", files: [bad] });
  await author.until(() => author.of("refused").length === 3, "all answers");
  await reader.until(() => reader.events().length === 3, "all messages");
  expect(author.of("refused").map(({ reason }) => reason)).toEqual(Array(3).fill("bad_file"));
  expect(reader.bodies()).toEqual(["one", "two", "three"]);
  expect(reader.events()[0]).toMatchObject({ files: [file] });
  await eventually(async () => (await archiveHead(live.db, roomId)).seq === 3, "the archive");
  expect((await recentMessages(live.db, roomId, 50))[0]).toMatchObject({ files: [file] });
  const [row] = await live.db.select().from(files).where(eq(files.id, file.id));
  expect(row).toMatchObject({ seq: 1, deletedAt: null });
  await author.say({ type: "delete", clientId: newId(), seq: 1 });
  await eventually(async () => (await archiveHead(live.db, roomId)).seq === 4, "the archive");
  const late = await live.connect(jun, roomId, { after: 0 });
  expect(late.events()[0]).not.toHaveProperty("files");
  const [gone] = await live.db.select().from(files).where(eq(files.id, file.id));
  expect(gone?.deletedAt).not.toBeNull();
});
