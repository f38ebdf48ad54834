import { expect, it } from "vitest";
import type { Role } from "@/lib/protocol/levels";
import { may, type Right, rolesWith } from "./permissions";

const TABLE: [Right, Role[]][] = [
  ["inviteToPublic", ["owner", "admin", "member"]],
  ["invite", ["owner", "admin"]],
  ["revoke", ["owner", "admin"]],
  ["kick", ["owner", "admin"]],
  ["ban", ["owner", "admin"]],
  ["unban", ["owner", "admin"]],
  ["describe", ["owner", "admin"]],
  ["moderate", ["owner", "admin"]],
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
