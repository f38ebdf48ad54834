import { expect, it } from "vitest";
import { SYSTEM_MESSAGES } from "@/lib/protocol/system-messages";
import { systemMessageText } from "./system-message-text";

const who = { id: "1", username: "준" };

it.each(SYSTEM_MESSAGES)("%s has a text", (what) => expect(systemMessageText({ what })).toBeDefined());

it("distinguishes promotion from demotion, and names the new owner", () => {
  expect(systemMessageText({ what: "role", who, role: "admin" })).toBe("admin");
  expect(systemMessageText({ what: "role", who, role: "member" })).toBe("member");
  expect(systemMessageText({ what: "owner", who })).toBe("owner");
  expect(systemMessageText({ what: "owner" })).toBe("ownerNow");
  expect(systemMessageText({ what: "owner", who }, who.id)).toBe("ownerNow");
  expect(systemMessageText({ what: "visibility", visibility: "private" })).toBe("private");
  expect(systemMessageText({ what: "visibility", visibility: "public" })).toBe("public");
});

it("has no text for a system message of a newer release, so that its English fallback is shown", () =>
  expect(systemMessageText({ what: "painted" })).toBeUndefined());
