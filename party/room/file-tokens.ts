import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import type { ClientFrame } from "@/lib/protocol/room";
import type { Ports, Socket } from "@/party/ports";

/** The files of a frame's tokens, each once; undefined: it has none. "bad": a token is not valid for its sender. */
export type Files = FileDescriptor[] | undefined | "bad";

/**
 * Verifies the tokens of a message's files. That takes some turns of the event loop: meanwhile later requests of the same socket
 * wait, so that none overtakes the message.
 */
export class FileTokens {
  /** For each socket that waits: resolves once its last waiting request is being handled. */
  private readonly begun = new Map<Socket, Promise<void>>();

  constructor(private readonly verify: Ports["verifyFile"]) {}

  /** Handles a frame after all earlier requests of its socket: in this turn, if nothing has to be verified or waited for. */
  inOrder(socket: Socket, frame: ClientFrame, handle: (files: Files) => Promise<void>): Promise<void> {
    const earlier = this.begun.get(socket);
    const tokens = frame.type === "send" ? (frame.files ?? []) : [];
    if (!("clientId" in frame) || (tokens.length === 0 && !earlier)) return handle(undefined);
    const files = tokens.length > 0 ? this.filesOf(tokens, socket.guest.id) : undefined;
    const handled = Promise.all([files, earlier]).then(([files]) => ({ done: handle(files) }));
    const forget = () => {
      if (this.begun.get(socket) === begun) this.begun.delete(socket);
    };
    const begun = handled.then(forget, forget);
    this.begun.set(socket, begun);
    return handled.then(({ done }) => done);
  }

  private async filesOf(tokens: readonly string[], userId: string): Promise<Files> {
    const files = await Promise.all([...new Set(tokens)].map((token) => this.verify(token, userId)));
    const found = files.filter((file) => file !== undefined);
    if (found.length < files.length) return "bad";
    return [...new Map(found.map((file) => [file.id, file])).values()];
  }
}
