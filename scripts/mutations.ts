/** Deliberate breaks of the room, each a few words changed. The tests must catch every one (scripts/mutate.ts). */
export interface Mutation {
  name: string;
  file: string;
  /** Each text is there exactly once, and becomes the other. */
  changes: ReadonlyArray<readonly [from: string, to: string]>;
}

const one = (name: string, file: string, from: string, to: string): Mutation => ({ name, file, changes: [[from, to]] });

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "deliver before storing",
    file: "party/room/log/event-log.ts",
    changes: [
      ["    this.tell(entries);\n    return", "    return"],
      [
        "    try {\n      await this.outbox.put(entries);",
        "    this.tell(entries);\n    try {\n      await this.outbox.put(entries);",
      ],
    ],
  },
  one(
    "count a failed write as durable",
    "party/room/log/event-log.ts",
    '      this.isBroken = true;\n      return "busy";',
    "      this.isBroken = true;",
  ),
  one(
    "go on numbering after a failed write",
    "party/room/log/event-log.ts",
    "      this.isBroken = true;\n      return",
    "      return",
  ),
  one(
    "say nothing of what storage kept although it failed",
    "party/room/room.ts",
    "if (before && live.log.head > before.log.head)",
    "if (before && false)",
  ),
  one(
    "forget the horizon",
    "party/room/log/storage-log.ts",
    "for (const { idTime } of gone) this.horizon = Math.max(this.horizon, idTime);",
    "",
  ),
  one(
    "delete first, move the horizon in a later turn",
    "party/room/log/storage-log.ts",
    "const gone = this.kept.splice(0",
    "await this.store.delete(this.kept.slice(0, Math.max(0, Math.min(128, this.kept.length - waiting - KEPT))).map(({ key }) => key));\n    const gone = this.kept.splice(0",
  ),
  one(
    "don't persist how far the archive is",
    "party/room/log/storage-log.ts",
    "[this.store.put({ archived, ...more })]",
    "[Promise.resolve(void [archived, more])]",
  ),
  one(
    "trim the tail below the outbox",
    "party/room/log/event-log.ts",
    "this.trim(Math.min(this.tail.length - TAIL_MAX, seq + 1 - this.tailStart))",
    "this.trim(this.tail.length - 5)",
  ),
  one(
    "take the archive's head without the outbox",
    "party/room/log/event-log.ts",
    "    log.recover(stored.entries);\n",
    "",
  ),
  one(
    "a new host numbers from 1 without asking",
    "party/room/log/event-log.ts",
    "stored.archived ?? (await log.learnHead(ports.archive))",
    "stored.archived ?? { seq: 0, lastMessage: 0, horizon: 0 }",
  ),
  one(
    "no alarm",
    "party/room/log/storage-log.ts",
    'await (this.alarms.wants("drain") ? written : Promise.all([written, this.armAlarm()]));',
    "await written;",
  ),
  one(
    "an alarm that rang counts as still set",
    "party/room/lifecycle/alarms.ts",
    "    this.setFor = undefined;\n    for (const [purpose, at] of wanted) if (setFor === undefined || at <= setFor) wanted.delete(purpose);",
    "",
  ),
  one(
    "a log that storage failed under takes its alarm away",
    "party/room/log/event-log.ts",
    " && !this.isBroken) await this.outbox.disarmAlarm()",
    ") await this.outbox.disarmAlarm()",
  ),
  one(
    "count a batch as archived whatever the archive says",
    "party/room/replication/copy.ts",
    "await appendWhole(batch, reads);",
    "await appendWhole(batch, reads).catch(() => {});",
  ),
  one("a pump that was stopped goes on", "party/room/replication/flusher.ts", "    this.isStopped = true;\n", ""),
  one(
    "a new log does not wait for the old one's flush",
    "party/room/room.ts",
    "await before?.stop();",
    "void before?.stop();",
  ),
  one(
    "no recheck after the archive was asked",
    "party/room/send.ts",
    "if (!receipt) return this.answerKnown(live, socket, clientId);",
    "if (!receipt) return false;",
  ),
  one(
    "a repeat does not join the send that is being written",
    "party/room/log/event-log.ts",
    "return same !== undefined;",
    "return false;",
  ),
  one(
    "an edit's own doing is held against its repeat",
    "party/room/send.ts",
    "    if (this.answerKnown(live, socket, clientId)) return;\n    const reason",
    "    const reason",
  ),
  one(
    "resume without checking that the stream is a run",
    "party/room/resume.ts",
    "if (isRun(copied, after + 1, from - 1))",
    "if (copied.length > 0)",
  ),
  one(
    "resume from before what memory holds",
    "party/room/resume.ts",
    "    if (from < log.tailStart) return undefined;\n",
    "",
  ),
  one("an `after` beyond the head is no reset", "party/room/resume.ts", "after > log.head || ", ""),
  one(
    "no isHeld: events overtake a sync's answer",
    "party/room/broadcast.ts",
    "!socket.joined || socket.isHeld",
    "!socket.joined",
  ),
  one(
    "welcome before what waits has been delivered",
    "party/room/join.ts",
    "    assertWhole(live);\n    this.delivery.flush();\n    const events = missed?.take();\n    if",
    "    assertWhole(live);\n    const events = missed?.take();\n    if",
  ),
  one(
    "welcome with a log that storage failed under",
    "party/room/join.ts",
    "if (log.isBroken) throw",
    "if (false && log.isBroken) throw",
  ),
  one("new events leave the window as it was", "party/room/room.ts", "    live.window.apply(events);\n", ""),
  one(
    "the room takes a list that is behind the outbox",
    "party/room/log/recent-messages.ts",
    "list.asOf >= this.log.tailStart - 1 && ",
    "",
  ),
  one(
    "a page takes a list that is behind the archive",
    "db/queries/messages/recent.ts",
    "list?.messages && list.asOf >= headSeq",
    "list?.messages",
  ),
  one(
    "LPUSH without checking `since`",
    "lib/server/redis/recent.ts",
    "return (parseLinked(top)?.asOf ?? 0) === since;",
    "void top;\n      return true;",
  ),
  one(
    "accept a list with a hole",
    "lib/server/redis/recent.ts",
    "return newer.prev === older.seq && (",
    "return older.seq > 0 && (",
  ),
  one(
    "accept a list that missed an edit",
    "lib/server/redis/recent.ts",
    " && (newer.asOf === older.asOf || newer.seq === older.asOf + 1)",
    "",
  ),
  one(
    "a failed write to Redis is no reason to rebuild",
    "party/room/replication/copy.ts",
    "      this.isWhole = false;\n      throw error;",
    "      throw error;",
  ),
  one(
    "an edit only adds to Redis's list",
    "party/room/replication/copy.ts",
    'events.some(({ kind }) => kind !== "message")',
    "events.length < 0",
  ),
  one(
    "a deleted message can be edited",
    "lib/events/reduce.ts",
    "if (message.deletedAt !== undefined) return message;",
    "",
  ),
  one(
    "whoever wrote last owns what is older than the window",
    "party/room/amend.ts",
    "events.filter(isAmendment)",
    "events",
  ),
  one("a line about the room can be edited", "party/room/amend.ts", 'if (target.notice) return "forbidden";', ""),
  one(
    "a line ordered twice is two",
    "party/room/system-messages.ts",
    "log.known.find(by, clientId) !== undefined",
    "false",
  ),
  one(
    "a role is not kept with its socket",
    "party/room/commands/commands.ts",
    "socket.guest = { ...socket.guest, ...to };",
    "void to;",
  ),
  one("tickets from before a new role count", "party/shared/revocations.ts", 'order.type === "role" || ', ""),
  one(
    "a call that cannot be noted is not carried out",
    "party/room/room.ts",
    "      (error: unknown) => ({ error }),\n    );\n    const done",
    "      (error: unknown) => ({ error }),\n    );\n    if (await noted) throw new Error();\n    const done",
  ),
  one(
    "a late removal closes those who came back since",
    "party/room/commands/commands.ts",
    "return at === undefined || authorizedAt === undefined || authorizedAt <= at;",
    "return at !== null;",
  ),
  one(
    "a late archiving undoes a reopening",
    "party/room/lifecycle/openness.ts",
    "if (at !== undefined && before !== undefined && at < before) return;",
    "",
  ),
  one(
    "a flush does not look for commands",
    "party/room/replication/copy.ts",
    "if (appended.commands?.length) hears.pending(appended.commands);",
    "",
  ),
  one("an expired session keeps its sockets", "party/sockets/session-expiry.ts", "    this.room.close(socket);\n", ""),
  one(
    "all calls share one key",
    "party/shared/revocations.ts",
    "[PREFIX + call.id]: note",
    "[PREFIX]: [...this.calls]",
  ),
  one(
    "read-only is forgotten in sleep",
    "party/room/lifecycle/openness.ts",
    "this.state = state;\n    await this.store.put({ state });",
    "this.state = state;",
  ),
  one(
    "a deleted room goes on flushing",
    "party/room/replication/copy.ts",
    "if (error instanceof RoomGone) hears.gone();",
    "",
  ),
  one(
    "a room that has ended keeps its log",
    "party/room/lifecycle/openness.ts",
    "if (keys.length > 0) await store.delete(keys);",
    "",
  ),
  one(
    "a read may go back",
    "party/room/presence/read-positions.ts",
    "if (seq <= this.ownSeqOf(userId)) return false;",
    "if (seq === this.ownSeqOf(userId)) return false;",
  ),
  one("a read goes beyond the head", "party/room/presence/read-receipts.ts", "Math.min(seq, log.head)", "seq"),
  one(
    "who has receipts off is told of",
    "party/room/presence/read-receipts.ts",
    "const isShown = !this.hidden().has(userId);",
    "const isShown = true;",
  ),
  one(
    "who has receipts off is told",
    "party/room/presence/read-receipts.ts",
    "if (socket.joined && socket.guest.receipts)",
    "if (socket.joined)",
  ),
  one(
    "what was lost is passed over, not given again",
    "party/room/replication/replay.ts",
    "for (const part of chunks(kept, PART_MAX)) await archive.append(part, []);",
    "await archive.skipTo(upTo);",
  ),
  one(
    "reads are not kept in storage",
    "party/room/replication/copy.ts",
    "readers.takeChanged()",
    "void readers.takeChanged() ?? {}",
  ),
  one(
    "a read is flushed at once",
    "party/room/replication/copy.ts",
    "const READS_DELAY_MS = 2_000;",
    "const READS_DELAY_MS = 1;",
  ),
  one(
    "a message waits as long as a read",
    "party/room/replication/flusher.ts",
    "if (this.cancelTimer && this.dueAt <= at) return;",
    "if (this.cancelTimer) return;",
  ),
  one(
    "typing never ends by itself",
    "party/room/presence/typing.ts",
    "if (at <= this.clock.now()) this.ends(id);",
    "if (at < 0) this.ends(id);",
  ),
];
