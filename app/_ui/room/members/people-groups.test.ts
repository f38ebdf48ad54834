import { expect, it } from "vitest";
import type { Member } from "@/lib/protocol/http/members";
import { peopleGroups } from "./people-groups";

const user = (id: string) => ({ id, username: id });
const member = (id: string, role: Member["role"] = "member"): Member => ({ user: user(id), role, joinedAt: 0 });
const groups = (online: string[], members: Member[]) => {
  const { here, others } = peopleGroups(online.map(user), members, user("you"));
  const list = (people: typeof here) => people.map((each) => `${each.user.id}:${each.role ?? "?"}`).join(" ");
  return [list(here), list(others)];
};

it.each<[string, string[], Member[], string, string]>([
  [
    "nobody is in both groups",
    ["b", "a"],
    [member("a", "owner"), member("b"), member("c")],
    "a:owner b:member",
    "c:member",
  ],
  ["the user comes first", ["a", "you"], [member("a"), member("you")], "you:member a:member", ""],
  ["a user with two sockets is listed once", ["a", "a"], [member("a")], "a:member", ""],
  ["a user with a preview is here without a role", ["guest"], [member("a")], "guest:?", "a:member"],
  [
    "if nobody is here, all members are others, in their order",
    [],
    [member("b", "owner"), member("a")],
    "",
    "b:owner a:member",
  ],
  ["before the members are loaded, people who are here are listed", ["a"], [], "a:?", ""],
])("%s", (_, online, members, here, others) => expect(groups(online, members)).toEqual([here, others]));
