import { expect, it } from "vitest";
import type { Message } from "../../../lib/protocol";
import { countUnseen } from "./use-unseen";

const said = (seq: number, by: string): Message => ({
  kind: "message",
  seq,
  clientId: `c${seq}`,
  author: { id: by, username: by },
  body: "안녕",
  sentAt: seq,
});
const log = [said(1, "jun"), said(2, "mina"), said(4, "jun"), said(5, "jun"), said(6, "mina")];

it.each([
  [6, 0],
  [4, 1],
  [3, 2],
  [0, 3],
])("countUnseen: of others after %i, not of one's own", (seen, unseen) => {
  expect(countUnseen(log, "mina", seen)).toBe(unseen);
});
