import { expect, it } from "vitest";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import { findMentions, nameIndex } from "@/lib/events/mentions";
import type { Message, SystemMessage, User } from "@/lib/protocol/room";
import { memberTest, namedIn, peopleIn } from "./name-index";

const [mina, jun, jieun, jieuni] = ["민아", "준서", "지은", "지은이"].map((username) => ({
  id: username,
  username,
})) as [User, User, User, User];
let seq = 0;
const said = (author: User, notice?: SystemMessage): Message => ({
  ...{ kind: "message", seq: ++seq, clientId: "", author, body: "", sentAt: 0 },
  ...(notice && { notice }),
});

/** The users whom this text mentions in the log's last state, for 민아. */
function called(text: string, log: Message[], { bound = [] as User[], members = listed(0, false) } = {}): string[] {
  const isMember = memberTest(log, [mina], members);
  const names = nameIndex(namedIn(peopleIn(log, [mina, ...members.users]), isMember).values());
  return findMentions(
    text,
    names,
    bound.map(({ id }) => id),
  ).map(({ user }) => user.username);
}
function listed(at: number, isAll: boolean, ...users: User[]) {
  return { listed: new Map(users.map(({ id }) => [id, at])), allAt: isAll ? at : 0, users };
}
const EVERYBODY = "@민아 @준서 @지은 @지은이";

it.each(["left", "kicked", "banned"])("a person who was %s is not mentioned, unless they come back", (what) => {
  const by = what === "left" ? jieuni : mina;
  const out = [said(jieuni), said(jieun), said(by, { what, ...(what !== "left" && { who: jieuni }) })];
  expect(called(EVERYBODY, out)).toEqual(["민아", "지은", "지은"]);
  const back = [said(jieuni, { what: "joined" }), said(jieuni)];
  for (const message of back) expect(called(EVERYBODY, [...out, message])).toEqual(["민아", "지은", "지은이"]);
  expect(called("@지은이", [...out, said(mina, { what: "unbanned", who: jieuni })])).toEqual(["지은"]);
});

it("the @ of a chosen person who has left stays theirs", () => {
  const log = [said(jieuni), said(jieun), said(jieuni, { what: "left" })];
  expect(called("@지은이 @지은", log, { bound: [jieuni] })).toEqual(["지은이", "지은"]);
});

it("the @ of a chosen person whose account is deleted is nobody's", () => {
  const log = [said({ ...jieuni, username: DELETED_USERNAME }), said(jieun)];
  expect(called("@지은이", log)).toEqual(["지은"]);
  expect(called("@지은이", log, { bound: [jieuni] })).toEqual([]);
});

it("a list of members is newer than the messages before it, and older than those after it", () => {
  const log = [said(jun), said(jieun), said(jieuni, { what: "left" }), said(jieuni)];
  const [first, , left, back] = log.map((message) => message.seq) as [number, number, number, number];
  const read = (log: Message[], members: ReturnType<typeof listed>) => called(EVERYBODY, log, { members });
  // Nobody else is a member.
  expect(read(log, listed(back, true, mina, jun))).toEqual(["민아", "준서"]);
  expect(read(log, listed(left, true, mina, jun))).toEqual(["민아", "준서", "지은이"]);
  // Only some of the members are known.
  expect(read(log.slice(0, 3), listed(first, false, jieuni))).toEqual(["민아", "준서", "지은", "지은"]);
  expect(read(log.slice(0, 3), listed(left, false, jieuni))).toEqual(["민아", "준서", "지은", "지은이"]);
});

it("a visitor who is not a member is not mentioned", () => {
  const isMember = memberTest([], [], listed(0, false));
  expect(findMentions("@민아", nameIndex(namedIn(peopleIn([], [mina]), isMember).values()))).toEqual([]);
});
