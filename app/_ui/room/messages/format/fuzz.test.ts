/** 100,000 random messages: rendering never throws, makes only the elements and attributes below, and is linear. */
import fc from "fast-check";
import { NextIntlClientProvider } from "next-intl";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import ko from "@/app/_i18n/ko.json";
import { NamesContext } from "@/app/_ui/room/log/log-context";
import { RoomContext } from "@/app/_ui/room/room-context";
import { nameIndex } from "@/lib/events/mentions";
import { plainText } from "@/lib/text/format/plain-text";
import { countingParser } from "@/tests/harness/counting-parser";
import { MessageTree } from "./message-tree";
import { messageTree, parse } from "./parse";

const BODIES = Number(process.env.FUZZ_BODIES ?? 100_000);
const known = nameIndex([
  { id: "1", username: "민아" },
  { id: "2", username: "_jun_" },
]);

const ELEMENTS = /^(?:bdi|div|strong|em|s|code|pre|figure|figcaption|blockquote|ul|ol|li|a|span|button|svg|path|rect)$/;
const ATTRIBUTES =
  /^(?:class|dir|tabindex|target|rel|type|value|href|data-spoiler|data-mention|aria-[a-z]+|xmlns|width|height|viewBox|fill|stroke|stroke-[a-z]+|d|x|y|rx|ry)$/;

const PIECES = [
  ...["*", "_", "~", "|", "`", "[", "]", "(", ")", "<", ">", "-", "\\", "!", "#", "&", '"', "'", "@", ":", "/", "."],
  ...[" ", "  ", "\n", "\n\n", "\t", "\r\n", "\u2028", "\u200b", "\u202e", "\u0301", "\ufe0f"],
  ...["**", "__", "***", "~~", "||", "```", "```js\n", "> ", "- ", "* ", "1. ", "    ", "![", "](", "](https://a.b)"],
  ...[
    "](javascript:alert(1))",
    "](mailto:a@b.c)",
    "https://",
    "https://a.b/",
    "http://a.b@c.d",
    "@민아",
    "@_jun_",
    "<img src=x onerror=1>",
  ],
  ...[
    "<script>",
    "</bdi>",
    "&lt;",
    "가",
    "나다 ",
    "漢字",
    "「",
    "」",
    "ｱ",
    "a",
    "b1 ",
    "2",
    "😀",
    "ㅠ",
    "^",
    "\ud83d",
    "\u0000",
  ],
];
const part = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
const body = fc.oneof(
  { weight: 20, arbitrary: fc.array(part, { minLength: 1, maxLength: 12 }).map((parts) => parts.join("")) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 200 }) },
  { weight: 1, arbitrary: fc.tuple(part, fc.integer({ min: 1, max: 60 })).map(([unit, times]) => unit.repeat(times)) },
);

function rendered(text: string): string {
  const message = createElement(MessageTree, { blocks: messageTree(text, { known, bound: undefined }) });
  const room = { you: { id: "1", username: "민아" } } as never;
  return renderToStaticMarkup(
    createElement(NextIntlClientProvider, {
      locale: "ko",
      timeZone: "UTC",
      messages: { format: ko.format },
      // biome-ignore lint/correctness/noChildrenProp: a required property of this component.
      children: createElement(RoomContext, { value: room }, createElement(NamesContext, { value: known }, message)),
    }),
  );
}

/** What is wrong with the markup of a message. */
function faultsIn(markup: string): string[] {
  const faults: string[] = [];
  for (const [, name = "", attributes = ""] of markup.matchAll(/<\/?([^\s>/]*)([^>]*)>/g)) {
    if (!ELEMENTS.test(name)) faults.push(name);
    for (const [, attribute = "", value = ""] of attributes.matchAll(/([^\s=]+)="([^"]*)"/g)) {
      if (!ATTRIBUTES.test(attribute)) faults.push(attribute);
      if (attribute === "href" && !/^(?:https?:\/\/|mailto:)/.test(value)) faults.push(value);
    }
  }
  return faults;
}

it("the check finds an element and an attribute that are not listed", () => {
  expect(faultsIn('<img src="x"><a href="javascript:1" onclick="x">')).toEqual([
    "img",
    "src",
    "javascript:1",
    "onclick",
  ]);
});

it(`D7: ${BODIES} bodies`, () => {
  const counting = countingParser();
  let formatted = 0;
  fc.assert(
    fc.property(body, (text) => {
      const markup = rendered(text);
      if (markup.includes("<") && faultsIn(markup).length > 0) throw new Error(faultsIn(markup).join());
      plainText(text);
      if (parse(text, { known, bound: undefined }, counting.parser)) formatted++;
      const steps = counting.steps();
      if (steps > 60 * text.length + 200) throw new Error(`${steps} steps for ${text.length} units`);
    }),
    { numRuns: BODIES },
  );
  expect(formatted).toBeGreaterThan(BODIES / 10);
}, 600_000);
