import { expect, it } from "vitest";
import { SYSTEM_MESSAGES } from "@/lib/protocol/room";
import { noticeWords } from "./notice-words";

const who = { id: "1", username: "준" };

it.each(SYSTEM_MESSAGES)("%s is known by name", (what) => expect(noticeWords({ what })).toBeDefined());

it("tells up from down, and whose the room is now", () => {
  expect(noticeWords({ what: "role", who, role: "admin" })).toBe("admin");
  expect(noticeWords({ what: "role", who, role: "member" })).toBe("member");
  expect(noticeWords({ what: "owner", who })).toBe("owner");
  expect(noticeWords({ what: "owner" })).toBe("ownerNow");
  expect(noticeWords({ what: "owner", who }, who.id)).toBe("ownerNow");
  expect(noticeWords({ what: "visibility", visibility: "private" })).toBe("private");
  expect(noticeWords({ what: "visibility", visibility: "public" })).toBe("public");
});

it("leaves a newer release's line to its own English", () => expect(noticeWords({ what: "painted" })).toBeUndefined());
