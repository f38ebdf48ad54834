import { type ServerClock, serverClock } from "@/lib/client/connection/server-clock";
import type { Outbox } from "@/lib/client/outbox/outbox";
import type { LocalFile } from "@/lib/client/outbox/requests";
import type { PendingMessage } from "@/lib/client/room-client-state";
import { type RoomUploads, usableUntil } from "./room-uploads";

/** The part of a room's client that this uses. */
interface Client {
  getState(): { pending: readonly PendingMessage[] };
  subscribe(listener: () => void): () => void;
  outbox: Pick<Outbox, "attach" | "failFiles" | "onUnused">;
}

/** Gives the files of a room's unsent messages to its outbox once they are uploaded. */
export class FileSender {
  /** By clientId: until when the given tokens may be used, by the server's clock. */
  private readonly given = new Map<string, number>();
  private readonly failed = new Set<string>();
  private users = 0;
  private stop = () => {};

  constructor(
    private readonly client: Client,
    private readonly uploads: RoomUploads,
    private readonly clock: Pick<ServerClock, "now"> = serverClock,
  ) {}

  /** @returns a function that ends it, unless another caller has it open */
  open(): () => void {
    this.users++;
    if (this.users === 1) this.stop = this.follow();
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.users--;
      if (this.users === 0) this.stop();
    };
  }

  private follow(): () => void {
    const look = () => this.look();
    const remove = (files: readonly LocalFile[]) => {
      for (const { id } of files) this.uploads.remove(id);
    };
    const stops = [
      this.client.subscribe(look),
      this.uploads.subscribe(look),
      this.client.outbox.onUnused(remove),
      this.uploads.open(),
    ];
    look();
    return () => {
      for (const stop of stops) stop();
    };
  }

  private look(): void {
    if (!this.uploads.getState().isLoaded) return;
    for (const { clientId, files, state, reason } of this.client.getState().pending) {
      if (!files) continue;
      const ids = files.map(({ id }) => id);
      if (state === "failed") this.sawFailure(clientId, ids, reason === "bad_file");
      else this.give(clientId, ids);
    }
  }

  private sawFailure(clientId: string, ids: readonly string[], isRefused: boolean): void {
    if (this.failed.has(clientId)) return;
    this.failed.add(clientId);
    this.given.delete(clientId);
    if (isRefused) this.uploads.renew(ids);
  }

  private give(clientId: string, ids: readonly string[]): void {
    // The user has pressed to send it again.
    if (this.failed.delete(clientId)) this.uploads.retry(ids);
    const now = this.clock.now();
    if ((this.given.get(clientId) ?? 0) > now) return;
    const all = this.uploads.getState().files;
    const files = ids.flatMap((id) => all.find((file) => file.id === id) ?? []);
    if (files.length < ids.length || files.some(({ state }) => state === "failed"))
      return this.client.outbox.failFiles(clientId);
    const stale = files.filter((file) => file.state === "uploaded" && usableUntil(file) < now);
    if (stale.length > 0) return this.uploads.renew(stale.map(({ id }) => id));
    const tokens = files.flatMap(({ upload }) => upload?.token ?? []);
    if (tokens.length < ids.length) return;
    const until = Math.min(...files.map(usableUntil));
    this.given.set(clientId, until);
    this.client.outbox.attach(clientId, { tokens, validUntil: Date.now() + until - now });
  }
}

const senders = new WeakMap<Client, FileSender>();

/** The sender that all parts of a screen share. */
export function senderOf(client: Client, uploads: RoomUploads): FileSender {
  const sender = senders.get(client) ?? new FileSender(client, uploads);
  senders.set(client, sender);
  return sender;
}
