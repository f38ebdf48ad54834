import { expect, it } from "vitest";
import { Roving } from "./roving";

const stops = (roving: Roving, ids: string[]) => ids.filter(roving.isTabStop);

it("exactly one message is the tab stop: the newest, until another gets the focus", () => {
  const roving = new Roving();
  roving.shows(["a", "b"]);
  expect(stops(roving, ["a", "b"])).toEqual(["b"]);
  roving.shows(["a", "b", "c"]);
  expect(stops(roving, ["a", "b", "c"])).toEqual(["c"]);
  roving.focused("a");
  roving.shows(["a", "b", "c", "d"]);
  expect(stops(roving, ["a", "b", "c", "d"])).toEqual(["a"]);
});

it("the tab stop is the newest message again once the focused message is removed", () => {
  const roving = new Roving();
  roving.shows(["a", "b"]);
  roving.focused("a");
  roving.shows(["b", "c"]);
  expect(stops(roving, ["a", "b", "c"])).toEqual(["c"]);
});

it("notifies its listeners only of changes", () => {
  const roving = new Roving();
  let notified = 0;
  const stop = roving.subscribe(() => notified++);
  roving.shows(["a"]);
  roving.shows(["a"]);
  roving.focused("a");
  roving.focused("a");
  expect(notified).toBe(2);
  stop();
  roving.focused(undefined);
  expect(notified).toBe(2);
});
