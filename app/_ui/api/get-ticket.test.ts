import { expect, it } from "vitest";
import { takeRendered } from "./get-ticket";

const rendered = (ticket: string, lifeMs = 20_000) => ({ ticket, expiresAt: Date.now() + lifeMs });

it("D1: a rendered ticket is used once, also if the same rendering is shown again", () => {
  expect(takeRendered(rendered("a"))).toEqual({ ticket: "a" });
  expect(takeRendered(rendered("a"))).toBeUndefined();
  expect(takeRendered(rendered("b"))).toEqual({ ticket: "b" });
});

it("a page that was rendered without a ticket, or too long ago, requests one", () => {
  expect(takeRendered(undefined)).toBeUndefined();
  expect(takeRendered(rendered("c", 0))).toBeUndefined();
});

it("a rendered ticket does not set the clock, since it is as old as the page", () => {
  expect(takeRendered(rendered("d"))).not.toHaveProperty("expiresAt");
});
