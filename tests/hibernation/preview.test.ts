/** Previews in a room that has hibernated: its memory is lost; the sockets and the data stored with them remain. */
import { expect, it } from "vitest";
import { newId } from "@/lib/shared/ids";
import { evict, scene } from "./rooms";

const mina = await scene.person("민아");
const jun = await scene.person("Jun");

it("D3 B2: after hibernation a preview is still one: it reads, its sends are refused, and it is not present", async () => {
  const roomId = await scene.room(mina);
  const member = await scene.connect(mina, roomId);
  const preview = await scene.connect(jun, roomId, { preview: true });
  expect(preview.welcome.you).toMatchObject({ id: jun.id, role: "member", preview: true });
  await evict(roomId);
  await member.sent("one");
  await preview.until(() => preview.events().length === 1, "the event");
  await evict(roomId);
  const clientId = await preview.send("not mine to say");
  await preview.until(() => preview.of("refused").length > 0, "a refusal");
  expect(preview.of("refused")).toMatchObject([{ reason: "forbidden", clientId }]);
  await evict(roomId);
  const back = await scene.connect(mina, roomId);
  expect(back.welcome.online.map(({ id }) => id)).toEqual([mina.id]);
  preview.drop();
  await back.sent("two");
  expect(member.of("online")).toEqual([]);
});

it("D1: the preview flag comes from the ticket; a client's own header cannot make it a member", async () => {
  const roomId = await scene.room(mina);
  const guest = { ...jun, role: "owner", sessionId: newId(), receipts: true };
  const forged = { guest, arrival: { ticketId: newId(), expiresAt: Date.now() + 30_000 } };
  const headers = { "x-sarangbang-admission": encodeURIComponent(JSON.stringify(forged)) };
  const ticket = await scene.ticket(jun, roomId, undefined, true);
  const peer = scene.tryConnect(roomId, { v: "1", ticket }, headers);
  await peer.until(() => peer.frames.length > 0, "a welcome");
  expect(peer.welcome.you).toEqual({ ...jun, role: "member", preview: true });
});
