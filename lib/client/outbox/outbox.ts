/**
 * The user's own messages, edits, deletes and reactions until the room confirms them: shown at once, resent under their original
 * clientId after every disconnect (R4), and never sent by two tabs at once.
 */
import { CLIENT_FRAME_MAX_BYTES, type ClientFrame, type Message, type RoomFrame } from "@/lib/protocol/room";
import { frameBytes } from "@/lib/text/body";
import { FaultDetector, type FaultyRequest } from "./fault-detector";
import { InFlightRequests } from "./in-flight";
import type { OutboxStore } from "./outbox-store";
import { OutboxSync } from "./outbox-sync";
import {
  type Amend,
  isSameChange,
  isSend,
  type LocalFile,
  type OutboxEntry,
  type Request,
  type RequestFailure,
  resumed,
  slotOf,
} from "./requests";

/** Delay after a temporary refusal without `retryAfterMs`. */
const RETRY_MS = 1_000;

type Refused = Extract<RoomFrame, { type: "refused" }>;
/** Why an edit, delete or reaction failed; undefined: it succeeded, or a later change replaced it. */
export type AmendResult = RequestFailure | undefined;

export interface OutboxTransport {
  /** The room usually answers within milliseconds; after this long the request or its answer was lost. */
  answerTimeoutMs: number;
  canSend(): boolean;
  transmit(frame: ClientFrame): void;
  /** A request had no answer in time, so the connection may be dead. */
  unanswered(): void;
  changed(entries: readonly OutboxEntry[]): void;
  /** Whether the log shows the message that was sent under this id. */
  isInLog(clientId: string): boolean;
}

/** The uploaded files of a message. */
export interface Uploaded {
  tokens: readonly string[];
  /** Epoch ms by the device's clock; after this they must be made again. */
  validUntil: number;
}

export class Outbox {
  private entries: readonly OutboxEntry[] = [];
  private readonly flights = new InFlightRequests();
  /** Sent at least once, maybe by an earlier page, so the room may have it. */
  private readonly tried = new Set<string>();
  /** Accepted requests whose event has not arrived yet, with the event's seq. */
  private readonly accepted = new Map<string, number>();
  /** By clientId. Not on the device, since tokens expire. */
  private readonly uploaded = new Map<string, Uploaded>();
  private readonly unusedListeners = new Set<(files: readonly LocalFile[]) => void>();
  private readonly answers = new Map<string, (answer: AmendResult) => void>();
  private readonly faultDetector = new FaultDetector();
  /**
   * After a temporary refusal, requests go one at a time; otherwise a later one could be accepted before the refused
   * one.
   */
  private isInSingleFile = false;
  private readonly device: OutboxSync;

  constructor(
    private readonly wire: OutboxTransport,
    store: OutboxStore | undefined,
  ) {
    this.device = new OutboxSync(store, {
      entries: () => this.entries,
      isInLog: (clientId) => wire.isInLog(clientId),
      follow: (entries, gone, found) => {
        for (const clientId of gone) this.forget(clientId);
        for (const clientId of found) this.tried.add(clientId);
        this.set(entries);
        this.sendReady();
      },
    });
  }

  /** Whether this page has a request that the room may not have. */
  get isUnsent(): boolean {
    return this.entries.some(
      (entry) => this.device.isOwn(entry) && entry.state === "sending" && !this.isAccepted(entry),
    );
  }

  /** Follows the device. Requests that failed because the room was closed to the user are sent again. */
  open(): void {
    if (this.entries.some(({ reason }) => reason === "closed"))
      this.set(this.entries.map((entry) => (entry.reason === "closed" ? resumed(entry) : entry)));
    this.device.open();
  }

  close(): void {
    this.stop();
    this.device.close();
  }

  /** @param files of a message, which waits until they are uploaded (`attach`) */
  send(request: Request, at: number, files?: readonly LocalFile[]): void {
    this.add({ frame: request, at, state: "sending", tab: this.device.tab, ...(files?.length && { files }) });
  }

  /** The files of a message are uploaded, so it can be sent. */
  attach(clientId: string, uploaded: Uploaded): void {
    if (!this.find(clientId)) return;
    this.uploaded.set(clientId, uploaded);
    this.sendReady();
  }

  /** A file of a message cannot be uploaded. Only the page that sends the message decides that. */
  failFiles(clientId: string): void {
    const entry = this.find(clientId);
    if (entry?.state === "sending" && this.device.isOwn(entry)) this.fail({ clientId, reason: "file" });
  }

  /**
   * A change to a message; it replaces earlier ones of the same kind for that message.
   * @param isInEffect whether the message already has the requested state, as confirmed by the room
   */
  amend(request: Amend, at: number, isInEffect: boolean): Promise<AmendResult> {
    const slot = slotOf(request);
    const earlier = this.entries.filter((entry) => slotOf(entry.frame) === slot);
    const inFlight = earlier.filter((entry) => entry.state === "sending" && this.mayBeKnown(entry)).at(-1);
    for (const entry of earlier) if (entry !== inFlight) this.finish(entry.frame.clientId);
    const isRedundant = inFlight ? isSameChange(inFlight.frame, request) : isInEffect;
    if (isRedundant) return Promise.resolve(undefined);
    return new Promise((answer) => {
      this.answers.set(request.clientId, answer);
      this.send(inFlight ? replacingOwn(request) : request, at);
    });
  }

  /** Sends a failed request again under its original clientId, so that it cannot appear twice. */
  retry(clientId: string): void {
    const entry = this.find(clientId);
    if (!entry) return;
    this.faultDetector.forget(clientId);
    this.update({ ...resumed(entry), tab: this.device.tab });
    this.sendReady();
  }

  /**
   * Discards a request in any state.
   * @param keepsFiles its files stay on the device, and so belong to the draft
   */
  discard(clientId: string, keepsFiles = false): OutboxEntry | undefined {
    const entry = this.find(clientId);
    if (entry?.files) this.parted(entry, entry.files, keepsFiles);
    this.finish(clientId, keepsFiles);
    this.sendReady();
    return entry;
  }

  /** Calls back with the files of a discarded message that was never sent. */
  onUnused(listener: (files: readonly LocalFile[]) => void): () => void {
    this.unusedListeners.add(listener);
    return () => this.unusedListeners.delete(listener);
  }

  /** After a welcome, sends everything unconfirmed in order; the room recognises repeats by their clientId (R4). */
  welcomed(): void {
    this.sendReady();
  }

  acknowledged(clientId: string, seq: number, head: number): void {
    const entry = this.find(clientId);
    if (!entry) return;
    this.flights.settle(clientId);
    this.faultDetector.forget(clientId);
    this.answer(clientId);
    // The entry stays until its event arrives, so that the message does not flicker. After a repeated send the event
    // may already be here.
    if (seq <= head) this.finish(clientId);
    else this.accepted.set(clientId, seq);
    this.changed();
    this.sendReady();
  }

  /** These messages, and everything up to `head`, are in the log now. */
  confirmed(messages: ReadonlyArray<Pick<Message, "clientId">>, head: number): void {
    const ids = new Set(messages.map(({ clientId }) => clientId));
    for (const [clientId, seq] of this.accepted) if (seq <= head) ids.add(clientId);
    const done = this.entries.filter(({ frame }) => ids.has(frame.clientId));
    for (const { frame } of done) this.finish(frame.clientId);
    if (done.length > 0) this.sendReady();
  }

  /** Handles a refusal. @returns whether it was about an entry */
  refused({ clientId, reason, retryAfterMs = RETRY_MS }: Refused): boolean {
    const entry = clientId === undefined ? undefined : this.find(clientId);
    if (!entry) return this.refusedWithoutId(clientId, reason);
    const { frame } = entry;
    this.flights.settle(frame.clientId);
    this.faultDetector.forget(frame.clientId);
    // These refusals are temporary. For any other reason the room would refuse a retry too.
    const again = () => this.sendReady();
    if (reason === "rate_limited" || (reason === "busy" && isSend(entry))) {
      this.isInSingleFile = true;
      this.flights.pause(retryAfterMs, again);
    }
    // The room answers an amendment with `busy` only if the archive is needed and unavailable, so other requests go on.
    else if (reason === "busy") this.flights.wait(frame.clientId, retryAfterMs, again);
    else if (frame.type === "delete" && reason === "not_found") this.finish(frame.clientId);
    else if (reason === "changed") this.failLast(entry);
    else this.fail({ clientId: frame.clientId, reason });
    this.sendReady();
    return true;
  }

  /** The connection is gone: nothing is sent before the next welcome. */
  disconnected(code: number): void {
    const culprit = this.faultDetector.broke(code, this.flights.all, Date.now());
    this.flights.stop();
    if (culprit) this.fail(culprit);
  }

  /** Stops all timers: nothing is in flight before the next welcome. */
  stop(): void {
    this.flights.stop();
  }

  /** For a client that will not reconnect by itself: everything fails. */
  failAll(): void {
    for (const clientId of [...this.answers.keys()]) this.answer(clientId, "closed");
    this.set(
      this.entries.map((entry) =>
        entry.state === "sending" ? { ...entry, state: "failed", reason: "closed" } : entry,
      ),
    );
  }

  private add(entry: OutboxEntry): void {
    this.set([...this.entries, entry]);
    this.device.add(entry);
    this.sendReady();
  }

  private sendReady(): void {
    if (this.flights.isPaused) return;
    if (!this.entries.some((entry) => entry.state === "sending" && !this.isAccepted(entry)))
      this.isInSingleFile = false;
    for (const entry of this.entries) if (this.maySend(entry)) this.transmit(entry);
  }

  private maySend(entry: OutboxEntry): boolean {
    const { clientId } = entry.frame;
    if (!this.wire.canSend() || entry.state !== "sending" || !this.device.isOwn(entry) || this.isAccepted(entry))
      return false;
    if (entry.files && Date.now() > (this.uploaded.get(clientId)?.validUntil ?? 0)) return false;
    const isOneAtATime = this.isInSingleFile || this.faultDetector.needsSingleFile;
    if (this.flights.has(clientId) || (isOneAtATime && this.flights.all.length > 0)) return false;
    const first = this.entries.find((each) => slotOf(each.frame) === slotOf(entry.frame) && !this.isAccepted(each));
    return first === entry || first?.state === "failed";
  }

  private transmit(entry: OutboxEntry): void {
    const { clientId } = entry.frame;
    const uploaded = this.uploaded.get(clientId);
    const frame = uploaded && isSend(entry) ? { ...entry.frame, files: [...uploaded.tokens] } : entry.frame;
    const bytes = frameBytes(frame);
    if (bytes > CLIENT_FRAME_MAX_BYTES) return this.fail({ clientId, reason: "too_long" });
    const flight = { clientId, bytes, since: Date.now() };
    this.flights.begin(flight, this.wire.answerTimeoutMs, () => this.wire.unanswered());
    this.tried.add(clientId);
    this.wire.transmit(frame);
  }

  /** Rooms of earlier releases do not say which frame was too long. */
  private refusedWithoutId(clientId: string | undefined, reason: Refused["reason"]): boolean {
    const culprit =
      clientId === undefined && reason === "too_long" ? this.faultDetector.tooBig(this.flights.all) : undefined;
    if (culprit) this.fail(culprit);
    return culprit !== undefined;
  }

  private fail({ clientId, reason }: FaultyRequest): void {
    const entry = this.find(clientId);
    if (!entry) return;
    this.flights.settle(clientId);
    this.faultDetector.forget(clientId);
    this.uploaded.delete(clientId);
    this.update({ ...entry, state: "failed", reason });
    this.answer(clientId, reason);
    this.sendReady();
  }

  /**
   * An edit was refused because it was based on an outdated text. The user's later edits would replace the new text
   * unseen, so the last edit fails and the others are dropped.
   */
  private failLast(entry: OutboxEntry): void {
    const edits = this.entries.filter(({ frame }) => slotOf(frame) === slotOf(entry.frame));
    const last = edits.pop() ?? entry;
    for (const { frame } of edits) this.finish(frame.clientId);
    this.fail({ clientId: last.frame.clientId, reason: "changed" });
  }

  /** Resolves the promise of an amendment, if there is one. Without `failure`: it succeeded, or was replaced. */
  private answer(clientId: string, failure?: RequestFailure): void {
    this.answers.get(clientId)?.(failure);
    this.answers.delete(clientId);
  }

  /** Removes a request that was confirmed, replaced or discarded. */
  private finish(clientId: string, keepsFiles = false): void {
    const entry = this.find(clientId);
    if (!entry) return;
    this.forget(clientId);
    this.answer(clientId);
    // Before `set`, so that its listeners see the entry as removed.
    this.device.remove(clientId, keepsFiles ? [] : entry.files);
    this.set(this.entries.filter(({ frame }) => frame.clientId !== clientId));
  }

  private forget(clientId: string): void {
    this.flights.settle(clientId);
    this.faultDetector.forget(clientId);
    this.tried.delete(clientId);
    this.uploaded.delete(clientId);
    this.accepted.delete(clientId);
  }

  private update(entry: OutboxEntry): void {
    this.device.change(entry);
    this.set(this.entries.map((each) => (each.frame.clientId === entry.frame.clientId ? entry : each)));
  }

  /** If the room may have the message, no other message must have its files (R4). */
  private parted(entry: OutboxEntry, files: readonly LocalFile[], keepsFiles: boolean): void {
    const isInRoom = this.mayBeKnown(entry);
    if (keepsFiles && isInRoom) this.device.renewFiles(files);
    if (!keepsFiles && !isInRoom) for (const unused of this.unusedListeners) unused(files);
  }

  private mayBeKnown({ frame, tab }: OutboxEntry): boolean {
    return this.tried.has(frame.clientId) || tab !== this.device.tab;
  }

  private isAccepted({ frame }: OutboxEntry): boolean {
    return this.accepted.has(frame.clientId);
  }

  private find(clientId: string): OutboxEntry | undefined {
    return this.entries.find(({ frame }) => frame.clientId === clientId);
  }

  private set(entries: readonly OutboxEntry[]): void {
    this.entries = entries;
    this.changed();
  }

  private changed(): void {
    this.wire.changed(this.entries);
  }
}

/** Without `replaces`: after the user's own edit in flight, it is not known yet which text this edit replaces. */
function replacingOwn(request: Amend): Amend {
  if (request.type !== "edit") return request;
  const { replaces: _, ...edit } = request;
  return edit;
}
