import { expect, it } from "vitest";
import { roomOrigin, roomsUrl } from "./room-origin";

it.each([
  ["localhost:1999", "ws://localhost:1999", "http://localhost:1999"],
  ["[::1]:1999", "ws://[::1]:1999", "http://[::1]:1999"],
  ["rooms.example", "wss://rooms.example", "https://rooms.example"],
  ["localhost.example", "wss://localhost.example", "https://localhost.example"],
])("%s: browsers open %s, the web side's server calls %s", (host, sockets, calls) => {
  expect(roomOrigin(host)).toBe(sockets);
  expect(roomsUrl({ NEXT_PUBLIC_PARTYKIT_HOST: host })).toBe(calls);
});

it("the web side's server may reach the rooms at an address of its own", () => {
  const env = { NEXT_PUBLIC_PARTYKIT_HOST: "chat.example", ROOMS_INTERNAL_URL: "http://rooms:1999/" };
  expect(roomsUrl(env)).toBe("http://rooms:1999");
});
