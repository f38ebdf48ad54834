import { afterEach, expect, it, vi } from "vitest";
import { FILE_TOKEN_MAX_CHARS, FILES_MAX } from "@/lib/protocol/file-descriptor";
import { FILE_TOKEN_TTL_S } from "@/lib/protocol/files";
import { CLIENT_FRAME_MAX_BYTES, clientFrame } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { BODY_MAX_CHARS, frameBytes } from "@/lib/text/body";
import { signFileToken, verifyFileToken } from "./file-token";
import { signTicket, verifyTicket } from "./ticket";

const secret = "a".repeat(32);
const upload = { roomId: newId(), userId: newId() };
const file = { id: newId(), name: "보고서.pdf", type: "application/pdf", size: 1_000 };
const signed = async (createdAt = Date.now()) => (await signFileToken(file, upload, createdAt, secret)).token;

afterEach(() => vi.useRealTimers());

it("a token is valid for its user, room and secret only, and with the previous secret during a rotation", async () => {
  const token = await signed();
  expect(await verifyFileToken(token, upload, { secret })).toEqual(file);
  const [, payload = ""] = token.split(".");
  const forged = token.replace(payload, Buffer.from(atob(payload).replace("1000", "9999")).toString("base64url"));
  for (const wrong of ["", "x", token.slice(0, -1), `${token} `, forged, "x".repeat(FILE_TOKEN_MAX_CHARS + 1)])
    expect(await verifyFileToken(wrong, upload, { secret })).toBeUndefined();
  expect(await verifyFileToken(token, { ...upload, userId: newId() }, { secret })).toBeUndefined();
  expect(await verifyFileToken(token, { ...upload, roomId: newId() }, { secret })).toBeUndefined();
  expect(await verifyFileToken(token, upload, { secret: "b".repeat(32) })).toBeUndefined();
  expect(await verifyFileToken(token, upload, { secret: "b".repeat(32), previous: secret })).toEqual(file);
});

it("a token is no ticket, and a ticket is no token", async () => {
  expect(await verifyTicket(await signed(), upload.roomId, secret)).toBeUndefined();
  const grant = { ...upload, username: "mina", role: "member", sessionId: newId() } as const;
  expect(await verifyFileToken((await signTicket(grant, secret)).ticket, upload, { secret })).toBeUndefined();
});

it("tokens of one file expire at the same time, seven days after it was created", async () => {
  const at = Date.now();
  const { token, expiresAt } = await signFileToken(file, upload, at, secret);
  vi.useFakeTimers({ now: at + (FILE_TOKEN_TTL_S - 2) * 1000 });
  expect(await verifyFileToken(token, upload, { secret })).toEqual(file);
  expect((await signFileToken(file, upload, at, secret)).expiresAt).toBe(expiresAt);
  vi.setSystemTime(expiresAt + 1000);
  expect(await verifyFileToken(token, upload, { secret })).toBeUndefined();
});

it("D7: the longest tokens, with the longest body, fit in a frame", async () => {
  const longest = {
    ...{ id: newId(), name: "😀".repeat(100), type: `application/${"x".repeat(68)}`, size: 25 * 1024 ** 2 },
    ...{ width: 65_535, height: 65_535, placeholder: "x".repeat(64), thumbnail: true as const },
  };
  const { token } = await signFileToken(longest, upload, Date.now(), secret);
  expect(token.length).toBeLessThanOrEqual(FILE_TOKEN_MAX_CHARS);
  const files = Array.from({ length: FILES_MAX }, () => token.padEnd(FILE_TOKEN_MAX_CHARS, "x"));
  const mentions = Array.from({ length: 20 }, () => newId());
  const frame = { type: "send", clientId: newId(), body: "😀".repeat(BODY_MAX_CHARS), replyTo: 1e15, mentions, files };
  expect(clientFrame.safeParse(frame).success).toBe(true);
  expect(frameBytes(frame)).toBeLessThanOrEqual(CLIENT_FRAME_MAX_BYTES);
  expect(clientFrame.safeParse({ ...frame, files: [...files, token] }).success).toBe(false);
  expect(clientFrame.safeParse({ ...frame, files: [`${files[0]}x`] }).success).toBe(false);
});
