import { expect, it } from "vitest";
import type { LiveRoom } from "@/lib/client/room-list";
import { placesFor } from "./places";

const room = (id: string, name: string, lastActivityAt: number, direct?: { id: string; username: string }) =>
  ({ id, name, lastActivityAt, direct }) as unknown as LiveRoom;
const ROOMS = [
  room("a", "산책 모임", 3),
  room("b", "산책", 1),
  room("c", "독서회", 5),
  room("d", "", 4, { id: "jun", username: "전준서" }),
];
const titleOf = (each: LiveRoom) => each.direct?.username ?? each.name;
const titles = (typed: string, people = [] as { id: string; username: string }[], openRoom?: string) =>
  placesFor(typed, ROOMS, { people, titleOf, openRoom }).map((place) =>
    place.kind === "room" ? place.title : place.user.username,
  );

it("without a text: the rooms with the latest activity, without the open one or people", () => {
  expect(titles("", [{ id: "x", username: "모르는이" }], "c")).toEqual(["전준서", "산책 모임", "산책"]);
});

it("a title that is the whole text comes first, then the latest activity", () => {
  expect(titles("산책")).toEqual(["산책", "산책 모임"]);
  expect(titles("산ㅊ")).toEqual(["산책 모임", "산책"]);
  expect(titles("산책모")).toEqual(["산책 모임"]);
});

it("the open room is found by its title", () => {
  expect(titles("독서", [], "c")).toEqual(["독서회"]);
});

it("people come after rooms, once each: somebody with a direct room is that room", () => {
  const people = [
    { id: "jun", username: "전준서" },
    { id: "y", username: "준호" },
  ];
  expect(titles("준", people)).toEqual(["전준서", "준호"]);
});

it("people who were found for an earlier text are not offered, so that Enter cannot take one of them", () => {
  const people = [
    { id: "x", username: "minji" },
    { id: "y", username: "Minsu" },
    { id: "z", username: "민수" },
  ];
  expect(titles("mins", people)).toEqual(["Minsu"]);
  expect(titles("ㅁㅅ", people)).toEqual(["민수"]);
});
