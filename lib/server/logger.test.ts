import { expect, it } from "vitest";
import { logLine, placeOf } from "./logger";

const ROOM = "01a20cef-43ff-76a2-8ef8-5afa19e830ce";
const to = (path: string, headers = {}) =>
  placeOf(new Request(`https://chat.example${path}`, { method: "POST", headers }));

it("writes one line, also if a stack has many", () => {
  const line = logLine("failed", "Error: no\n    at here", { room: ROOM });
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({ what: "failed", room: ROOM, failure: "Error: no\n    at here" });
});

it("names the request and the room", () => {
  const place = to(`/api/rooms/${ROOM}/messages?search=secret`, { "x-vercel-id": "icn1::abc" });
  expect(place).toEqual({ request: "icn1::abc", method: "POST", path: `/api/rooms/${ROOM}/messages`, room: ROOM });
});

it("hides an invite's token", () => {
  expect(JSON.stringify(to("/api/invites/Zm9vYmFyYmF6"))).not.toContain("Zm9vYmFyYmF6");
  expect(to("/api/invites/Zm9vYmFyYmF6").path).toBe("/api/invites/…");
});
