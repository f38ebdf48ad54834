import { expect, it } from "vitest";
import type { Role } from "@/lib/protocol/levels";
import { may, mayPin, type Right, rolesWith, SMALL_ROOM_MAX } from "./permissions";

const TABLE: [Right, Role[]][] = [
  ["inviteToPublic", ["owner", "admin", "member"]],
  ["invite", ["owner", "admin"]],
  ["revoke", ["owner", "admin"]],
  ["kick", ["owner", "admin"]],
  ["ban", ["owner", "admin"]],
  ["unban", ["owner", "admin"]],
  ["describe", ["owner", "admin"]],
  ["moderate", ["owner", "admin"]],
  ["pin", ["owner", "admin"]],
  ["pinInSmall", ["owner", "admin", "member"]],
  ["setRole", ["owner"]],
  ["handOver", ["owner"]],
  ["setVisibility", ["owner"]],
  ["archive", ["owner"]],
  ["delete", ["owner"]],
];

it.each(TABLE)("%s: %s, and no other role", (act, who) => {
  expect((["owner", "admin", "member"] as const).filter((role) => may(role, act))).toEqual(who);
  expect(rolesWith(act)).toEqual(who);
});

it.each([
  ["owner", ["admin", "member"]],
  ["admin", ["member"]],
  ["member", []],
] as const)("%s may remove %s", (role, whom) => {
  expect((["owner", "admin", "member"] as const).filter((target) => may(role, "kick", target))).toEqual(whom);
});

it("everybody may pin in a direct room and in a small one, admins in every room", () => {
  const small = { isDirect: false, memberCount: SMALL_ROOM_MAX };
  const large = { isDirect: false, memberCount: SMALL_ROOM_MAX + 1 };
  expect(mayPin("member", { isDirect: true, memberCount: 2 })).toBe(true);
  expect([mayPin("member", small), mayPin("member", large)]).toEqual([true, false]);
  expect([mayPin("admin", large), mayPin("owner", large)]).toEqual([true, true]);
});
