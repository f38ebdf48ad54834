import { describe, expect, it } from "vitest";
import * as z from "zod";
import { event, user } from "@/lib/protocol/room";
import { SYSTEM_MESSAGES } from "@/lib/protocol/system-messages";
import { roomCommands } from "./commands";
import { type SystemMessageDetails, systemMessageCommand } from "./system-messages";

const mina = { id: "01a20be0-388b-70b1-b644-ab4c533118f3", username: "mina" };
const jun = { id: "01a20be0-388b-70b1-b644-ab4c533118f4", username: "jun" };

const LINES: Array<[SystemMessageDetails, string]> = [
  [{ what: "joined" }, "mina joined"],
  [{ what: "left" }, "mina left"],
  [{ what: "kicked", who: jun }, "mina removed jun"],
  [{ what: "banned", who: jun }, "mina banned jun"],
  [{ what: "unbanned", who: jun }, "mina lifted the ban of jun"],
  [{ what: "role", who: jun, role: "admin" }, "mina made jun an admin"],
  [{ what: "role", who: jun, role: "member" }, "mina made jun a member"],
  [{ what: "owner", who: jun }, "mina handed the room over to jun"],
  [{ what: "renamed", name: "Tea" }, "mina renamed the room to Tea"],
  [{ what: "described" }, "mina changed the description"],
  [{ what: "visibility", visibility: "private" }, "mina made the room private"],
  [{ what: "archived" }, "mina made the room read-only"],
  [{ what: "reopened" }, "mina opened the room again"],
  [{ what: "pinned", message: 7 }, "mina pinned a message"],
  [{ what: "unpinned", message: 7 }, "mina unpinned a message"],
];

it.each(LINES)("%j has the text %j", (told, body) => {
  const command = systemMessageCommand(mina, told);
  expect(command).toMatchObject({ author: mina, body, notice: told });
  // A room accepts it.
  expect(roomCommands.parse(JSON.parse(JSON.stringify(command))).orders).toEqual([command]);
});

it("every kind of system message in the protocol has a text", () => {
  expect([...new Set(LINES.map(([{ what }]) => what))].sort()).toEqual([...SYSTEM_MESSAGES].sort());
});

it("the same change twice gives two system messages", () => {
  const [one, two] = [systemMessageCommand(mina, { what: "joined" }), systemMessageCommand(mina, { what: "joined" })];
  expect(one.clientId).not.toBe(two.clientId);
});

describe("with programs of the release before pins", () => {
  /** `systemMessage` of that release. */
  const earlier = z.object({
    what: z.string().max(32),
    who: z.optional(user),
    role: z.optional(z.string()),
    name: z.optional(z.string()),
    visibility: z.optional(z.string()),
  });
  const command = systemMessageCommand(mina, { what: "pinned", message: 7 });
  const { clientId, author, body } = command;

  it("a room appends the system message without the pinned message's seq, and this release reads that", () => {
    const notice = earlier.parse(command.notice);
    expect(notice).toEqual({ what: "pinned" });
    const appended = { kind: "message", seq: 8, clientId, author, body, sentAt: 1, notice };
    expect(event.parse(appended)).toEqual(appended);
  });

  it("a client accepts the event, and has a readable text for the kind that it does not know", () => {
    const earlierEvent = z.object({ kind: z.literal("message"), seq: z.int(), body: z.string(), notice: earlier });
    expect(earlierEvent.parse({ kind: "message", seq: 8, ...command })).toEqual({
      kind: "message",
      seq: 8,
      body: "mina pinned a message",
      notice: { what: "pinned" },
    });
  });
});
