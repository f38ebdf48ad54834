/** Uploading, reading and removing files, on the local storage (docs/decisions/0025-files.md). */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { eq, type SQL, sql } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { removeGarbage } from "@/db/files/garbage";
import { appendEvents } from "@/db/queries/append";
import { eventsAfter, messagesBefore } from "@/db/queries/messages";
import { files, mentions, messages, rooms } from "@/db/schema";
import type { LogEntry } from "@/lib/events/reduce";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import {
  FILE_MAX_BYTES,
  FILE_TOKEN_TTL_S,
  FILES_DAY_MAX_BYTES,
  FILES_ROOM_MAX_BYTES,
  FILES_USER_ROOM_MAX_BYTES,
} from "@/lib/protocol/files";
import type { CompleteFileAnswer, NewFileAnswer } from "@/lib/protocol/http/files";
import { event as wireEvent } from "@/lib/protocol/room";
import { storageSettings, webEnv } from "@/lib/server/env";
import { verifyFileToken } from "@/lib/server/file-token";
import { openStorage } from "@/lib/server/object-storage";
import { fileKey, thumbnailKey } from "@/lib/server/storage-keys";
import { newId } from "@/lib/shared/ids";
import { saverOf } from "@/scripts/files/download";
import { temporaryFolder } from "@/tests/harness/servers/shared";
import { recordedCloud, type TestCloud } from "./cloud";
import { newRoom, privateRoom, putIn } from "./scenes";
import { backstage, PROOF, signedUp, type Visitor } from "./web";

let cloud: TestCloud;
let mina: Visitor;
let jun: Visitor;
let stranger: Visitor;
beforeAll(async () => {
  ({ cloud } = await recordedCloud());
  [mina, jun, stranger] = [await signedUp("mina"), await signedUp("jun"), await signedUp("stranger")];
}, 60_000);
afterEach(() => vi.restoreAllMocks());

const BYTES = new TextEncoder().encode("안녕하세요");
const PLAIN = { name: "보고서.pdf", type: "application/pdf", size: BYTES.length };
const IMAGE = {
  ...{ name: "바다.png", type: "image/png", size: BYTES.length },
  ...{ width: 4_000, height: 3_000, placeholder: "x".repeat(64), thumbnailSize: BYTES.length },
};

const path = (roomId: string, fileId = "") => `/api/rooms/${roomId}/files${fileId && `/${fileId}`}`;
const storage = () => openStorage(storageSettings(webEnv()) ?? expect.unreachable());
const rowOf = async (id: string) => (await backstage().select().from(files).where(eq(files.id, id)))[0];
const isStored = async (id: string) =>
  [await storage().find(fileKey("", id)), await storage().find(thumbnailKey("", id))].map(
    (object) => object !== undefined,
  );

async function announce(by: Visitor, roomId: string, file: object = PLAIN): Promise<NewFileAnswer> {
  const answer = await by.post(path(roomId), file);
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.json;
}
const send = ({ url, headers }: NewFileAnswer["upload"], body: BodyInit = BYTES) =>
  fetch(url, { method: "PUT", headers, body });

async function upload(by: Visitor, roomId: string, file: object = PLAIN): Promise<CompleteFileAnswer> {
  const { id, upload, thumbnailUpload } = await announce(by, roomId, file);
  expect((await send(upload)).status).toBe(200);
  if (thumbnailUpload) expect((await send(thumbnailUpload)).status).toBe(200);
  const answer = await by.post(`${path(roomId, id)}/complete`);
  expect(answer.status).toBe(200);
  return answer.json;
}

/** Archives events, as the room does. */
async function archive(by: Visitor, roomId: string, ...events: object[]) {
  const entries = events.map((event): LogEntry => {
    const parsed = wireEvent.parse(event);
    return { event: parsed, by: by.user.id, clientId: parsed.kind === "message" ? parsed.clientId : newId() };
  });
  await appendEvents(backstage(), roomId, entries);
}
const said = (by: Visitor, seq: number, files: FileDescriptor[], body = "look") => ({
  ...{ kind: "message", seq, clientId: newId(), author: by.user, body, sentAt: Date.now(), files },
});
const deleted = (by: Visitor, seq: number, target: number) => ({
  kind: "delete",
  seq,
  target,
  by: by.user.id,
  at: Date.now(),
});
const edited = (by: Visitor, seq: number, target: number, body: string) => ({
  ...{ kind: "edit", seq, target, body, by: by.user.id, at: Date.now() },
});

async function read(by: Visitor, roomId: string, fileId: string, query = "") {
  const answer = await by.get(path(roomId, fileId) + query);
  if (answer.status !== 302) return { status: answer.status, text: answer.text };
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const response = await fetch(answer.headers.get("location") ?? "");
  const [type, disposition] = ["content-type", "content-disposition"].map((name) => response.headers.get(name));
  return { status: response.status, text: await response.text(), type, disposition };
}
const statusOf = async (by: Visitor, roomId: string, fileId: string) => (await read(by, roomId, fileId)).status;

describe("uploading", () => {
  it("a complete file has a descriptor and a token, which repeated calls give again", async () => {
    const { id } = await newRoom(mina, "파일");
    const { file, token, expiresAt } = await upload(mina, id, IMAGE);
    const { thumbnailSize: _, ...described } = IMAGE;
    expect(file).toEqual({ id: expect.any(String), ...described, thumbnail: true });
    const secrets = { secret: webEnv().TICKET_SECRET };
    expect(await verifyFileToken(token, { roomId: id, userId: mina.user.id }, secrets)).toEqual(file);
    const again = await mina.post(`${path(id, file.id)}/complete`);
    expect(again.json).toEqual({ file, token, expiresAt });
    expect(expiresAt - Date.now()).toBeGreaterThan((FILE_TOKEN_TTL_S - 60) * 1000);
    const { file: plain } = await upload(mina, id);
    expect(plain).toEqual({ id: expect.any(String), ...PLAIN });
  });

  it.each([
    ["of 300 characters", `${"가".repeat(296)}.pdf`, `${"가".repeat(96)}.pdf`],
    ["in NFD", "보고서.pdf".normalize("NFD"), "보고서.pdf"],
    ["with direction marks", "photo\u202egnp.exe", "photognp.exe"],
    ["of another folder", "../../etc/passwd", ".._.._etc_passwd"],
    ["with line breaks and quotes", "a\"\r\nb'; x=y.txt", "a\"b'; x=y.txt"],
    ["with nothing visible", "\u200b\u202e", "file"],
  ])("a name %s is made harmless, and is the name of the download", async (_, given, name) => {
    const { id } = await newRoom(mina, "이름");
    const { file } = await upload(mina, id, { ...PLAIN, name: given });
    expect(file.name).toBe(name);
    const { disposition, text } = await read(mina, id, file.id);
    expect(text).toBe("안녕하세요");
    expect(disposition).toMatch(/^attachment;filename\*=UTF-8''[\w.~%-]+$/);
    expect(decodeURIComponent(disposition?.split("''")[1] ?? "")).toBe(name);
  });

  it.each([
    ["image/svg+xml", "image/svg+xml"],
    ["text/html; charset=utf-8", "text/html"],
    ["TEXT/HTML", "text/html"],
    ["image/png\r\nx: y", "application/octet-stream"],
    ["", "application/octet-stream"],
    ["application/x-msdownload", "application/x-msdownload"],
  ])("a file of the type %j is a download of an unknown type", async (given, type) => {
    const { id } = await newRoom(mina, "종류");
    const { file } = await upload(mina, id, { ...PLAIN, type: given });
    expect(file.type).toBe(type);
    expect(await read(mina, id, file.id)).toMatchObject({
      ...{ type: "application/octet-stream", disposition: expect.stringMatching(/^attachment;/) },
    });
  });

  it("images, sound and video are shown in place, or saved if a client asks for that", async () => {
    const { id } = await newRoom(mina, "보기");
    for (const type of ["image/png", "image/gif", "audio/mpeg", "video/mp4"]) {
      const { file } = await upload(mina, id, { ...PLAIN, type });
      expect(await read(mina, id, file.id)).toMatchObject({ type, disposition: expect.stringMatching(/^inline;/) });
      const saved = { type, disposition: expect.stringMatching(/^attachment;/) };
      expect(await read(mina, id, file.id, "?download")).toMatchObject(saved);
    }
    const { file } = await upload(mina, id, IMAGE);
    expect(await read(mina, id, file.id, "?thumbnail=1")).toMatchObject({ status: 200, type: "image/webp" });
    const { file: fromSafari } = await upload(mina, id, { ...IMAGE, thumbnailType: "image/jpeg" });
    expect(await read(mina, id, fromSafari.id, "?thumbnail=1")).toMatchObject({ status: 200, type: "image/jpeg" });
    const { file: plain } = await upload(mina, id);
    expect((await read(mina, id, plain.id, "?thumbnail")).status).toBe(404);
  });

  it("storage refuses other bytes than announced, and the file stays incomplete", async () => {
    const { id } = await newRoom(mina, "다른 크기");
    const { id: fileId, upload } = await announce(mina, id);
    expect((await mina.post(`${path(id, fileId)}/complete`)).status).toBe(404);
    expect((await send(upload, "short")).status).toBe(403);
    expect((await send({ ...upload, headers: { ...upload.headers, "content-type": "text/html" } })).status).toBe(403);
    expect((await mina.post(`${path(id, fileId)}/complete`)).status).toBe(404);
    expect(await statusOf(mina, id, fileId)).toBe(404);
    expect((await send(upload)).status).toBe(200);
    expect(await statusOf(mina, id, fileId)).toBe(404);
    expect((await mina.post(`${path(id, fileId)}/complete`)).status).toBe(200);
    // What readers have seen cannot be replaced.
    expect((await send(upload, new Uint8Array(BYTES.length))).status).toBe(412);
  });

  it.each(["its bytes", "its thumbnail"])("a file is incomplete if %s have a content encoding", async (which) => {
    const { id } = await newRoom(mina, "부풀림");
    const { id: fileId, upload, thumbnailUpload = expect.unreachable() } = await announce(mina, id, IMAGE);
    for (const [part, to] of [
      ["its bytes", upload],
      ["its thumbnail", thumbnailUpload],
    ] as const) {
      const encoded = which === part && { "content-encoding": "gzip" };
      expect((await send({ ...to, headers: { ...to.headers, ...encoded } })).status).toBe(200);
    }
    expect((await mina.post(`${path(id, fileId)}/complete`)).status).toBe(404);
  });

  it("an image without its thumbnail is incomplete", async () => {
    const { id } = await newRoom(mina, "썸네일");
    const { id: fileId, upload, thumbnailUpload } = await announce(mina, id, IMAGE);
    await send(upload);
    expect((await mina.post(`${path(id, fileId)}/complete`)).status).toBe(404);
    await send(thumbnailUpload ?? expect.unreachable());
    expect((await mina.post(`${path(id, fileId)}/complete`)).status).toBe(200);
  });

  it.each([
    ["no name", { ...PLAIN, name: undefined }, "name", "missing"],
    ["an endless name", { ...PLAIN, name: "x".repeat(1_025) }, "name", "too_long"],
    ["no size", { ...PLAIN, size: undefined }, "size", "missing"],
    ["no bytes", { ...PLAIN, size: 0 }, "size", "invalid"],
    ["half a byte", { ...PLAIN, size: 1.5 }, "size", "invalid"],
    ["a width alone", { ...IMAGE, height: undefined }, "width", "invalid"],
    ["a size in pixels that is no image's", { ...PLAIN, width: 1, height: 1 }, "width", "invalid"],
    ["a thumbnail of no image", { ...PLAIN, thumbnailSize: 10 }, "thumbnailSize", "invalid"],
    ["a thumbnail that is a page", { ...IMAGE, thumbnailType: "text/html" }, "thumbnailType", "invalid"],
    ["a type of no thumbnail", { ...PLAIN, thumbnailType: "image/jpeg" }, "thumbnailType", "invalid"],
    ["a huge thumbnail", { ...IMAGE, thumbnailSize: 1_000_000 }, "thumbnailSize", "invalid"],
    ["a placeholder that is no pixels", { ...IMAGE, placeholder: "<b>" }, "placeholder", "invalid"],
  ])("D4: %s is refused", async (_, file, field, reason) => {
    const { id } = await newRoom(mina, "틀림");
    const answer = await mina.post(path(id), file);
    expect(answer.json).toMatchObject({ status: 422, code: "invalid" });
    expect(answer.json.errors).toContainEqual({ field, reason });
  });
});

describe("limits", () => {
  /** Bytes of a user in a room, as if uploaded. */
  const fill = async (by: Visitor, roomId: string, size: number, createdAt = new Date()) =>
    backstage().insert(files).values({
      id: newId(),
      roomId,
      userId: by.user.id,
      name: "x",
      type: "a/b",
      size,
      createdAt,
      completedAt: createdAt,
    });

  const yesterday = () => new Date(Date.now() - 25 * 60 * 60_000);

  it("D7: a file of 25 MiB is announced, a larger one is too_large", async () => {
    const { id } = await newRoom(mina, "크기");
    await announce(mina, id, { ...PLAIN, size: FILE_MAX_BYTES });
    for (const size of [FILE_MAX_BYTES + 1, Number.MAX_SAFE_INTEGER]) {
      const answer = await mina.post(path(id), { ...PLAIN, size });
      expect([answer.status, answer.json.code]).toEqual([413, "too_large"]);
    }
  });

  it("D7: 500 MiB a user and day, also with concurrent requests; what is older does not count", async () => {
    const hoarder = await signedUp("hoarder");
    const [{ id }, { id: other }] = [await newRoom(hoarder, "하루"), await newRoom(hoarder, "다른 방")];
    await fill(hoarder, other, FILES_DAY_MAX_BYTES - 2 * PLAIN.size);
    await fill(hoarder, other, FILES_DAY_MAX_BYTES, new Date(Date.now() - 25 * 60 * 60_000));
    const answers = await Promise.all([1, 2, 3, 4].map(() => hoarder.post(path(id), PLAIN)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.json.code).toBe("limit_reached");
  });

  it("D7: the answer names the limit: of the day, of the user in this room, or of the room", async () => {
    const [collector, other] = [await signedUp("collector"), await signedUp("other")];
    const { id } = await newRoom(collector, "몫");
    await putIn(id, other);
    await fill(collector, id, FILES_USER_ROOM_MAX_BYTES, yesterday());
    expect((await collector.post(path(id), PLAIN)).json).toMatchObject({ code: "limit_reached", limit: "share" });
    await announce(other, id);
    await fill(jun, id, FILES_ROOM_MAX_BYTES - FILES_USER_ROOM_MAX_BYTES, yesterday());
    expect((await other.post(path(id), PLAIN)).json).toMatchObject({ code: "limit_reached", limit: "room" });
    const { id: elsewhere } = await newRoom(other, "다른 곳");
    await fill(other, elsewhere, FILES_DAY_MAX_BYTES);
    expect((await other.post(path(elsewhere), PLAIN)).json).toMatchObject({ code: "limit_reached", limit: "day" });
  });

  it("D7: 2 GiB a room, thumbnails included; deleted files do not count", async () => {
    const { id } = await newRoom(jun, "가득");
    await fill(mina, id, FILES_ROOM_MAX_BYTES - IMAGE.size, yesterday());
    expect((await jun.post(path(id), IMAGE)).json.code).toBe("limit_reached");
    await announce(jun, id, PLAIN);
    expect((await jun.post(path(id), PLAIN)).json.code).toBe("limit_reached");
    await backstage().update(files).set({ deletedAt: new Date() }).where(eq(files.roomId, id));
    await announce(jun, id, PLAIN);
  });
});

describe("who may", () => {
  it("upload: members who may write", async () => {
    const room = await newRoom(mina, "열린 방");
    expect((await stranger.post(path(room.id), PLAIN)).json.code).toBe("forbidden");
    await putIn(room.id, jun);
    await announce(jun, room.id);
    await mina.patch(`/api/rooms/${room.id}`, { archived: true });
    expect((await jun.post(path(room.id), PLAIN)).json.code).toBe("forbidden");
    const hidden = await privateRoom(mina, "숨은 방");
    const nowhere = await stranger.post(path(newId()), PLAIN);
    expect([(await stranger.post(path(hidden.id), PLAIN)).text, nowhere.status]).toEqual([nowhere.text, 404]);
  });

  it("upload in a direct room: not while it is a request to them, or one has blocked the other", async () => {
    const [ara, bora] = [await signedUp("ara"), await signedUp("bora")];
    const { id } = (await ara.post("/api/directs", { userId: bora.user.id })).json.room;
    expect((await bora.post(path(id), PLAIN)).json.code).toBe("forbidden");
    await bora.post(`/api/rooms/${id}/members`);
    await announce(bora, id);
    await ara.put(`/api/blocks/${bora.user.id}`);
    expect((await bora.post(path(id), PLAIN)).json.code).toBe("forbidden");
  });

  it("D2: read: who may read the room; a member who was removed does not, although they know the address", async () => {
    const room = await privateRoom(mina, "읽기");
    await putIn(room.id, jun);
    const { file } = await upload(mina, room.id);
    await archive(mina, room.id, said(mina, 1, [file]));
    expect([await statusOf(jun, room.id, file.id), await statusOf(mina, room.id, file.id)]).toEqual([200, 200]);
    expect(await statusOf(stranger, room.id, file.id)).toBe(404);
    await mina.delete(`/api/rooms/${room.id}/members/${jun.user.id}`);
    const removed = await read(jun, room.id, file.id);
    expect(removed).toEqual({ status: 404, text: (await jun.get(`/api/rooms/${room.id}/messages`)).text });
    const own = await newRoom(stranger, "남의 파일");
    expect(await statusOf(stranger, own.id, file.id)).toBe(404);
    const open = await newRoom(mina, "미리보기");
    const { file: shown } = await upload(mina, open.id);
    expect(await statusOf(stranger, open.id, shown.id)).toBe(200);
    await mina.put(`/api/rooms/${open.id}/bans/${stranger.user.id}`);
    expect(await statusOf(stranger, open.id, shown.id)).toBe(404);
  });

  it("an address is valid for a minute", async () => {
    const { id } = await newRoom(mina, "일 분");
    const { file } = await upload(mina, id);
    const location = new URL((await mina.get(path(id, file.id))).headers.get("location") ?? "");
    expect(location.origin).toBe(cloud.urls.storage);
    expect(location.searchParams.get("X-Amz-Expires")).toBe("60");
  });

  it("complete and cancel: the user who announced the file, in its room", async () => {
    const [room, other] = [await newRoom(mina, "내 것"), await newRoom(mina, "다른 방")];
    await putIn(room.id, jun, "admin");
    const { id, upload: put } = await announce(mina, room.id);
    await send(put);
    for (const [by, roomId] of [
      [jun, room.id],
      [mina, other.id],
      [stranger, room.id],
    ] as const) {
      expect((await by.post(`${path(roomId, id)}/complete`)).status).toBe(404);
      expect((await by.delete(path(roomId, id))).status).toBe(404);
    }
    expect((await mina.delete(path(room.id, id))).status).toBe(204);
    expect(await isStored(id)).toEqual([false, false]);
    expect((await mina.delete(path(room.id, id))).status).toBe(404);
    expect((await mina.post(`${path(room.id, id)}/complete`)).status).toBe(404);
  });
});

describe("R6: a message's files", () => {
  const history = async (by: Visitor, roomId: string) => (await by.get(`/api/rooms/${roomId}/messages`)).json.messages;

  it("are in history and in the events of the archive; an edit keeps them, and search finds their names", async () => {
    const { id } = await newRoom(mina, "역사");
    const { file } = await upload(mina, id, { ...IMAGE, name: "고양이.png" });
    await archive(mina, id, said(mina, 1, [file], file.name));
    expect(await history(jun, id)).toMatchObject([{ body: "고양이.png", files: [file] }]);
    const found = (await mina.get(`/api/search?query=${encodeURIComponent("고양이")}&roomId=${id}`)).json.results;
    expect(found).toMatchObject([{ seq: 1 }]);
    await archive(mina, id, edited(mina, 2, 1, "우리 집 고양이"));
    expect(await history(jun, id)).toMatchObject([{ body: "우리 집 고양이", files: [file] }]);
    expect(await eventsAfter(backstage(), id, 0, 10)).toMatchObject([{ files: [file] }, { kind: "edit" }]);
    expect(await rowOf(file.id)).toMatchObject({ seq: 1, deletedAt: null });
  });

  it.each(["later", "in the same batch", "in the same batch, edited before"])(
    "are gone once it is deleted %s",
    async (when) => {
      const { id } = await newRoom(mina, "지움");
      const { file } = await upload(mina, id, IMAGE);
      const { file: kept } = await upload(mina, id, IMAGE);
      const sent = [said(mina, 1, [file]), said(mina, 2, [kept])];
      const changes = when.includes("edited") ? [edited(mina, 3, 1, "x"), deleted(mina, 4, 1)] : [deleted(mina, 3, 1)];
      if (when === "later") for (const part of [sent, changes]) await archive(mina, id, ...part);
      else await archive(mina, id, ...sent, ...changes);
      const [gone, stays] = await history(mina, id);
      expect([gone.body, gone.files, stays.files]).toEqual(["", undefined, [kept]]);
      const stored = await backstage().select().from(messages).where(eq(messages.roomId, id));
      expect(JSON.stringify(stored)).not.toContain(file.id);
      expect([await statusOf(mina, id, file.id), await statusOf(mina, id, kept.id)]).toEqual([404, 200]);
      expect((await mina.post(`${path(id, file.id)}/complete`)).status).toBe(404);
      await removeGarbage(backstage(), storage(), "", 100);
      expect([await isStored(file.id), await isStored(kept.id)]).toEqual([
        [false, false],
        [true, true],
      ]);
      expect([(await rowOf(file.id))?.deletedAt, (await rowOf(kept.id))?.seq]).toEqual([expect.any(Date), 2]);
    },
  );

  it("R3: a batch that is repeated changes nothing, and a file belongs to the first message that has it", async () => {
    const { id } = await newRoom(mina, "두 번");
    const { file } = await upload(mina, id);
    const first = said(mina, 1, [file]);
    await archive(mina, id, first);
    await archive(mina, id, first, said(mina, 2, [file]));
    expect(await rowOf(file.id)).toMatchObject({ seq: 1, laterSeqs: [2] });
    await archive(mina, id, deleted(mina, 3, 2));
    expect(await statusOf(mina, id, file.id)).toBe(200);
    await archive(mina, id, deleted(mina, 4, 1));
    expect(await statusOf(mina, id, file.id)).toBe(404);
  });

  describe("stay as long as one of the messages that have them is not deleted", () => {
    const cases: Array<[string, (file: FileDescriptor) => object[][], number | "gone"]> = [
      ["the first is deleted", (f) => [[said(mina, 1, [f])], [said(mina, 2, [f])], [deleted(mina, 3, 1)]], 2],
      ["both come in one batch", (f) => [[said(mina, 1, [f]), said(mina, 2, [f])], [deleted(mina, 3, 1)]], 2],
      [
        "the second comes with the deletion",
        (f) => [[said(mina, 1, [f])], [said(mina, 2, [f]), deleted(mina, 3, 1)]],
        2,
      ],
      ["all comes in one batch", (f) => [[said(mina, 1, [f]), said(mina, 2, [f]), deleted(mina, 3, 1)]], 2],
      [
        "of three, the first and the second are deleted",
        (f) => [[1, 2, 3].map((seq) => said(mina, seq, [f])), [deleted(mina, 4, 2)], [deleted(mina, 5, 1)]],
        3,
      ],
      [
        "of three, two are deleted at once",
        (f) => [[1, 2, 3].map((seq) => said(mina, seq, [f])), [deleted(mina, 4, 2), deleted(mina, 5, 1)]],
        3,
      ],
      [
        "both are deleted at once",
        (f) => [
          [said(mina, 1, [f]), said(mina, 2, [f])],
          [deleted(mina, 3, 1), deleted(mina, 4, 2)],
        ],
        "gone",
      ],
      [
        "the second is sent and deleted with the first",
        (f) => [[said(mina, 1, [f])], [said(mina, 2, [f]), deleted(mina, 3, 1), deleted(mina, 4, 2)]],
        "gone",
      ],
    ];
    it.each(cases)("%s", async (_, batches, left) => {
      const { id } = await newRoom(mina, "다시 보냄");
      const { file } = await upload(mina, id);
      for (const batch of batches(file)) await archive(mina, id, ...batch);
      const { seq, deletedAt } = (await rowOf(file.id)) ?? expect.unreachable();
      expect(deletedAt ? "gone" : seq).toBe(left);
      expect(await statusOf(mina, id, file.id)).toBe(left === "gone" ? 404 : 200);
    });
  });

  describe("their names mention nobody", () => {
    const at = () => `@${jun.user.username}`;
    const names = () => `${at()} report.png, ${at()} report.txt`;
    const cases: Array<[string, (files: FileDescriptor[]) => object[][], "jun" | "nobody"]> = [
      ["a message of names only", (f) => [[said(mina, 1, f, names())]], "nobody"],
      ["a message with a text", (f) => [[said(mina, 1, f, `${at()} look`)]], "jun"],
      ["an edit that takes the text away", (f) => [[said(mina, 1, f, at())], [edited(mina, 2, 1, names())]], "nobody"],
      ["such an edit in the same batch", (f) => [[said(mina, 1, f, at()), edited(mina, 2, 1, names())]], "nobody"],
      ["an edit that adds a text", (f) => [[said(mina, 1, f, names())], [edited(mina, 2, 1, `${names()}!`)]], "jun"],
      ["a message without files", () => [[said(mina, 1, [], names())]], "jun"],
    ];
    it.each(cases)("%s", async (_, batches, mentioned) => {
      const { id } = await newRoom(mina, "이름");
      await putIn(id, jun);
      const named = [
        { ...IMAGE, name: `${at()} report.png` },
        { ...PLAIN, name: `${at()} report.txt` },
      ];
      const uploaded = [];
      for (const each of named) uploaded.push((await upload(mina, id, each)).file);
      for (const batch of batches(uploaded)) await archive(mina, id, ...batch);
      const rows = await backstage().select().from(mentions).where(eq(mentions.roomId, id));
      expect(rows.map(({ userId }) => userId)).toEqual(mentioned === "jun" ? [jun.user.id] : []);
    });
  });

  it("are not another user's or room's, whatever the event says", async () => {
    const [room, other] = [await newRoom(mina, "여기"), await newRoom(mina, "저기")];
    const { file } = await upload(mina, room.id);
    await archive(jun, room.id, said(jun, 1, [file]));
    await archive(mina, other.id, said(mina, 1, [file]), deleted(mina, 2, 1));
    expect(await rowOf(file.id)).toMatchObject({ seq: null, deletedAt: null });
  });

  it("an export saves each once, also if two messages have it", async () => {
    const { id } = await newRoom(mina, "내보내기");
    const { file } = await upload(mina, id);
    const folder = join(temporaryFolder("sarangbang-export-"), "files");
    const save = saverOf({ storage: storage(), prefix: "" }, folder);
    expect([await save(file), await save(file), await save({ ...file, id: newId() })]).toEqual([true, true, false]);
    expect(readdirSync(folder)).toEqual([`${file.id}.pdf`]);
  });

  it("cannot be cancelled, and stay when their author's account is deleted", async () => {
    const leaver = await signedUp("leaver");
    const { id } = await newRoom(mina, "떠난 사람");
    await putIn(id, leaver);
    const { file } = await upload(leaver, id);
    await archive(leaver, id, said(leaver, 1, [file]));
    expect((await leaver.delete(path(id, file.id))).status).toBe(404);
    await leaver.post("/api/account/delete", { ...PROOF, username: leaver.user.username });
    expect(await statusOf(mina, id, file.id)).toBe(200);
    expect(await messagesBefore(backstage(), id, 10, 10)).toMatchObject([{ files: [file] }]);
  });
});

describe("removal", () => {
  const age = (id: string, hours: number) =>
    backstage()
      .update(files)
      .set({ createdAt: sql`now() - make_interval(hours => ${hours}::int)` })
      .where(eq(files.id, id));
  const sweep = () => removeGarbage(backstage(), storage(), "", 100);
  /** As if the time had come to remove its bytes again. */
  const due = (id: string) => backstage().update(files).set({ removalAt: sql`now()` }).where(eq(files.id, id));
  /** Does work while another transaction, which then commits, has changed this file. */
  async function whileChanged(id: string, change: SQL, work: () => Promise<unknown>): Promise<void> {
    const changing = backstage().batch([
      backstage().execute(sql`update ${files} set ${change} where id = ${id}::uuid`),
      backstage().execute(sql`select pg_sleep(1)`),
    ]);
    const isFree = async () =>
      (await backstage().execute(sql`select from ${files} where id = ${id}::uuid for update skip locked`)).rows.length >
      0;
    await expect.poll(isFree).toBe(false);
    await work();
    await changing;
  }
  const TOKEN_HOURS = FILE_TOKEN_TTL_S / 3_600;

  it("an upload that was not completed within a day is removed", async () => {
    const { id } = await newRoom(mina, "미완성");
    const [old, fresh] = [await announce(mina, id), await announce(mina, id)];
    for (const { upload } of [old, fresh]) await send(upload);
    await age(old.id, 25);
    await sweep();
    expect([await isStored(old.id), await rowOf(old.id)]).toEqual([[false, false], undefined]);
    expect([(await isStored(fresh.id))[0], (await rowOf(fresh.id))?.id]).toEqual([true, fresh.id]);
  });

  it("a complete file without a message is kept while its token is valid, and gives none afterwards", async () => {
    const { id } = await newRoom(mina, "보내지 않음");
    const { file } = await upload(mina, id);
    await age(file.id, TOKEN_HOURS + 1);
    await sweep();
    expect(await isStored(file.id)).toEqual([true, false]);
    expect((await mina.post(`${path(id, file.id)}/complete`)).status).toBe(404);
    await age(file.id, TOKEN_HOURS + 25);
    await sweep();
    expect([await isStored(file.id), await rowOf(file.id)]).toEqual([[false, false], undefined]);
  });

  it("the files of a deleted room are removed, and those of an old message are not", async () => {
    const [room, other] = [await newRoom(mina, "끝"), await newRoom(mina, "계속")];
    const [{ file }, { file: kept }] = [await upload(mina, room.id, IMAGE), await upload(mina, other.id)];
    await archive(mina, room.id, said(mina, 1, [file]));
    await archive(mina, other.id, said(mina, 1, [kept]));
    await age(kept.id, 10_000);
    await age(file.id, 25);
    await backstage().delete(rooms).where(eq(rooms.id, room.id));
    expect(await statusOf(mina, room.id, file.id)).toBe(404);
    await sweep();
    expect([await isStored(file.id), await rowOf(file.id)]).toEqual([[false, false], undefined]);
    expect(await statusOf(mina, other.id, kept.id)).toBe(200);
  });

  it("a new file removes some garbage", async () => {
    const { id } = await newRoom(mina, "청소");
    await sweep();
    const { file } = await upload(mina, id);
    await archive(mina, id, said(mina, 1, [file]), deleted(mina, 2, 1));
    await announce(mina, id);
    await expect.poll(() => isStored(file.id)).toEqual([false, false]);
  });

  it("the deletion of a room removes some garbage: its files", async () => {
    const { id } = await newRoom(mina, "방 삭제");
    await sweep();
    const { file } = await upload(mina, id);
    await archive(mina, id, said(mina, 1, [file]));
    expect((await mina.delete(`/api/rooms/${id}`, PROOF)).status).toBe(204);
    await expect.poll(() => isStored(file.id)).toEqual([false, false]);
  });

  it("while storage is unavailable, rows stay and are removed later; completing a file is unavailable", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const { id } = await newRoom(mina, "고장");
    const [{ file }, pending] = [await upload(mina, id), await announce(mina, id)];
    await cloud.storage.stop();
    const answer = await mina.post(`${path(id, pending.id)}/complete`);
    expect([answer.status, answer.json.code, answer.headers.get("retry-after")]).toEqual([503, "unavailable", "5"]);
    expect((await mina.delete(path(id, file.id))).status).toBe(204);
    expect((await rowOf(file.id))?.deletedAt).not.toBeNull();
    expect(log.mock.calls.flat().join()).toContain("files: not removed");
    await cloud.storage.start();
    await sweep();
    expect(await isStored(file.id)).toEqual([false, false]);
  });

  it("an address of a cancelled upload stores nothing that stays, and the upload counts for its day", async () => {
    const canceller = await signedUp("canceller");
    const { id } = await newRoom(canceller, "취소");
    const { id: fileId, upload } = await announce(canceller, id, { ...PLAIN, size: BYTES.length });
    expect((await canceller.delete(path(id, fileId))).status).toBe(204);
    expect((await send(upload)).status).toBe(200);
    await sweep();
    expect((await canceller.post(`${path(id, fileId)}/complete`)).status).toBe(404);
    await backstage().update(files).set({ size: FILES_DAY_MAX_BYTES }).where(eq(files.id, fileId));
    expect((await canceller.post(path(id), PLAIN)).json.code).toBe("limit_reached");
    await age(fileId, 25);
    await due(fileId);
    await sweep();
    expect([await isStored(fileId), await rowOf(fileId)]).toEqual([[false, false], undefined]);
    await announce(canceller, id);
  });

  it("an object that storage does not remove keeps no other one from being removed, and is tried again later", async () => {
    const { id } = await newRoom(mina, "막힘");
    const stuck = await Promise.all([1, 2, 3].map(() => upload(mina, id)));
    const { file } = await upload(mina, id);
    await archive(mina, id, ...stuck.map((each, i) => said(mina, i + 1, [each.file])), said(mina, 4, [file]));
    await archive(mina, id, ...[1, 2, 3, 4].map((seq) => deleted(mina, seq + 4, seq)));
    const keys = stuck.map((each) => fileKey("", each.file.id));
    const opened = storage();
    const failing: typeof opened = {
      ...opened,
      remove: (key) => (keys.includes(key) ? Promise.reject(new Error("locked")) : opened.remove(key)),
    };
    const results = [1, 2, 3, 4].map(() => () => removeGarbage(backstage(), failing, "", 2));
    for (const next of results) await next();
    expect((await isStored(file.id))[0]).toBe(false);
    expect((await isStored(stuck[0]?.file.id ?? ""))[0]).toBe(true);
    for (const each of stuck) await due(each.file.id);
    await sweep();
    expect((await isStored(stuck[0]?.file.id ?? ""))[0]).toBe(false);
  });

  // PGlite runs one transaction at a time.
  it.runIf(process.env.TEST_BACKENDS === "real")("a file that is just being completed is not garbage", async () => {
    const { id } = await newRoom(mina, "경주");
    const { id: fileId, upload } = await announce(mina, id);
    await send(upload);
    await age(fileId, 25);
    await whileChanged(fileId, sql`completed_at = now()`, sweep);
    expect([(await isStored(fileId))[0], (await rowOf(fileId))?.deletedAt]).toEqual([true, null]);
  });
});
