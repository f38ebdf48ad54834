import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { followFocus, isForComposer } from "./typed-anywhere";

class FakeElement extends EventTarget {
  constructor(
    private readonly is: string,
    public isFocusVisible = false,
  ) {
    super();
  }
  matches(selector: string): boolean {
    return selector === ":focus-visible" ? this.isFocusVisible : selector.includes(this.is);
  }
}

let page: EventTarget & { activeElement?: FakeElement; body: FakeElement };
let stop: () => void;
beforeEach(() => {
  page = Object.assign(new EventTarget(), { body: new FakeElement("body") });
  vi.stubGlobal("Element", FakeElement);
  vi.stubGlobal("document", page);
  stop = followFocus();
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

function focus(element: FakeElement): void {
  page.activeElement = element;
  page.dispatchEvent(Object.defineProperty(new Event("focusin"), "target", { value: element }));
}
const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  isForComposer({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, ...more } as KeyboardEvent);

it("after a click on a message, its letters R and E are text for the composer, also from an input method", () => {
  focus(new FakeElement("[data-message]"));
  expect(["r", "e", "+", "ㄱ", "Process"].map((key) => press(key))).toEqual([true, true, true, true, true]);
  expect(["Delete", "Enter", "ArrowUp", "?", " "].map((key) => press(key))).not.toContain(true);
});

it("a message that the keyboard has focused keeps them, although a key press makes each focus visible", () => {
  const message = new FakeElement("[data-message]", true);
  focus(message);
  expect(["r", "e", "+"].map((key) => press(key))).not.toContain(true);
  const clicked = new FakeElement("[data-message]");
  focus(clicked);
  clicked.isFocusVisible = true;
  expect(press("r")).toBe(true);
});

it("controls keep their keys", () => {
  focus(new FakeElement("button"));
  expect(press("r")).toBe(false);
});
