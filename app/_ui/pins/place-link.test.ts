import type { MouseEvent } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { showsLog } from "@/app/_ui/room/log/jump/open-log";
import { PlaceLink } from "./place-link";

afterEach(() => vi.unstubAllGlobals());

/** Presses the link to message 5 of `roomId` on the page of room "a". Returns whether the browser follows the link itself. */
function press(roomId: string): boolean {
  const event = { preventDefault: vi.fn() };
  PlaceLink({ roomId, seq: 5 }).props.onClick(event as unknown as MouseEvent);
  return event.preventDefault.mock.calls.length === 0;
}

it("leads to its message each time, also while the address names this message already", () => {
  const location = { pathname: "/rooms/a", search: "?at=5", href: "http://localhost/rooms/a?at=5" };
  vi.stubGlobal("window", { location, history: { pushState: vi.fn() } });
  const go = vi.fn();
  const close = showsLog({ roomId: "a", go });
  expect([press("a"), press("a"), press("b")]).toEqual([false, false, true]);
  expect(go.mock.calls).toEqual([[5], [5]]);
  close();
});
