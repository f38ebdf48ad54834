import { expect, it } from "vitest";
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
