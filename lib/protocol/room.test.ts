import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { newId } from "@/lib/shared/ids";
import { PROTOCOL_VERSION } from "./connection";
import { BODY_MAX_CHARS, CLIENT_FRAME_MAX_BYTES, clientFrame, roomFrame, ticketClaims } from "./room";

const send = (body: unknown, clientId: unknown = newId()) => clientFrame.safeParse({ type: "send", clientId, body });

describe("client frames", () => {
  it("D4: a body is 1 to 4,000 characters after NFC and trim, counted in code points", () => {
    expect(send("\n안녕  ").data).toMatchObject({ body: "안녕" });
    expect(send("\u1112\u1161\u11ab".repeat(BODY_MAX_CHARS)).data).toMatchObject({ body: "한".repeat(BODY_MAX_CHARS) });
    expect(send("😀".repeat(BODY_MAX_CHARS)).success).toBe(true);
    expect(send("😀".repeat(BODY_MAX_CHARS + 1)).success).toBe(false);
    for (const body of [
      "",
      " \n\t ",
      7,
      null,
      undefined,
      ["x"],
      "nul \0",
      "lone \ud800",
      "\u200b",
      "\u3164",
      "\u202e",
    ]) {
      expect(send(body).success, JSON.stringify(body)).toBe(false);
    }
  });

  it("D4: a body keeps its indentation, also on its first line; blank lines before it and white space after it are removed", () => {
    const bodyOf = (text: string) => {
      const parsed = send(text).data;
      return parsed?.type === "send" ? parsed.body : undefined;
    };
    expect(bodyOf("    if (a) {\n        b();\n    }")).toBe("    if (a) {\n        b();\n    }");
    expect(bodyOf("\tone\n\t\ttwo\t\n")).toBe("\tone\n\t\ttwo");
    expect(bodyOf(" \n\t\n\r\n  first\n\n  second \n ")).toBe("  first\n\n  second");
    expect(bodyOf("\u3000문단\u3000")).toBe("\u3000문단");
    expect(bodyOf("\u2028\u2029  x")).toBe("  x");
  });

  it("D4: a body that is too long only because of its indentation is accepted without it", () => {
    const longest = "가".repeat(BODY_MAX_CHARS);
    expect(send(`  ${longest}`).data).toMatchObject({ body: longest });
    expect(send(`  ${longest.slice(2)}`).data).toMatchObject({ body: `  ${longest.slice(2)}` });
    expect(send(`  ${longest}가`).success).toBe(false);
  });

  it("D4: the longest body fits in a frame even if every character takes four bytes", () => {
    const frame = JSON.stringify({ type: "send", clientId: newId(), body: "😀".repeat(BODY_MAX_CHARS), replyTo: 1e15 });
    expect(new TextEncoder().encode(frame).length).toBeLessThanOrEqual(CLIENT_FRAME_MAX_BYTES);
  });

  it("R4: a clientId is a UUIDv7 and nothing else", () => {
    for (const id of ["", "x", "00000000-0000-0000-0000-000000000000", "6ba7b810-9dad-41d1-80b4-00c04fd430c8", 7]) {
      expect(send("hi", id).success, String(id)).toBe(false);
    }
  });

  it("D4: an emoji is one emoji, whatever else fits in 32 characters", () => {
    const react = (emoji: string) =>
      clientFrame.safeParse({ type: "react", clientId: newId(), seq: 1, emoji, on: true }).success;
    for (const good of ["👍", "👍🏽", "❤️", "👩‍👩‍👧‍👦", "🇰🇷", "1️⃣", "☺"]) expect(react(good), good).toBe(true);
    for (const bad of ["", "a", "1", "👍👍", "__proto__", "constructor", "<b>", " 👍"])
      expect(react(bad), bad).toBe(false);
  });

  it("D4: an emoji has no invisible tag letters, except the flags of England, Scotland and Wales", () => {
    const react = (emoji: string) =>
      clientFrame.safeParse({ type: "react", clientId: newId(), seq: 1, emoji, on: true }).success;
    const tags = (text: string) =>
      [...text].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");
    const end = "\u{e007f}";
    for (const region of ["gbeng", "gbsct", "gbwls"]) expect(react(`🏴${tags(region)}${end}`), region).toBe(true);
    const hidden = [
      `👍${tags("secret")}`,
      `👍${end}`,
      `🏴${tags("gbeng")}`,
      `🏴${tags("ustx")}${end}`,
      `👍🏽${tags("a")}${end}`,
    ];
    const joined = [
      `👩‍👩${tags("a")}‍👧`,
      `❤️${tags("a")}`,
      `🏴${tags("gbeng")}${end}${end}`,
      `🇰🇷${tags("a")}`,
      tags("a"),
    ];
    for (const bad of [...hidden, ...joined]) expect(react(bad), JSON.stringify(bad)).toBe(false);
  });

  it("D4: a seq is a whole number from 1, an `after` from 0", () => {
    const read = (seq: unknown) => clientFrame.safeParse({ type: "read", seq }).success;
    const sync = (after: unknown) => clientFrame.safeParse({ type: "sync", after }).success;
    expect([read(1), read(0), read(1.5), read("1"), read(1e300)]).toEqual([true, false, false, false, false]);
    expect([sync(0), sync(-1)]).toEqual([true, false]);
  });
});

it("the wire has not changed since version 1: see PROTOCOL_VERSION and docs/protocol.md before you change this", () => {
  const wire = [clientFrame, roomFrame, ticketClaims].map((schema) => z.toJSONSchema(schema, { io: "input" }));
  const fingerprint = createHash("sha256").update(JSON.stringify(wire)).digest("hex").slice(0, 16);
  expect({ version: PROTOCOL_VERSION, fingerprint }).toEqual({ version: 1, fingerprint: "b76bac960f6ddca9" });
});
