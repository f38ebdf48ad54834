/** How a peer's frames are sent, and how it disconnects. */
export interface Connection {
  /** Resolves when the frame was sent; over an in-memory socket when the room has handled it. */
  send(text: string): Promise<void> | void;
  drop(): void;
}

export interface ConnectionEvents {
  received(text: string): void;
  closed(code: number): void;
  /** The HTTP status of a refused upgrade. */
  refused(status: number): void;
}

/** Opens a connection. There is one for each kind of socket: `overWebSocket`, `overUpgrade`, `TestRoom.connect`. */
export type Connect = (events: ConnectionEvents) => Connection;

/** A client that keeps every frame, parsed by the wire's schema, and lets a test wait for what it receives. */
export class Peer<Frame extends { type: string }> {
  readonly frames: Frame[] = [];
  closed: number | undefined;
  /** The HTTP status of a refused upgrade. */
  status: number | undefined;
  private readonly connection: Connection;
  private readonly waiting = new Set<() => void>();

  constructor(schema: { parse(json: unknown): Frame }, connect: Connect) {
    this.connection = connect({
      received: (text) => this.note(() => this.frames.push(schema.parse(JSON.parse(text)))),
      closed: (code) => this.note(() => (this.closed ??= code)),
      refused: (status) => this.note(() => (this.status = status)),
    });
  }

  of<T extends Frame["type"]>(type: T): Extract<Frame, { type: T }>[] {
    return this.frames.filter((frame) => frame.type === type) as Extract<Frame, { type: T }>[];
  }

  say(frame: object | string): Promise<void> {
    return Promise.resolve(this.connection.send(typeof frame === "string" ? frame : JSON.stringify(frame)));
  }

  drop(): void {
    this.connection.drop();
  }

  async until(isTrue: () => boolean, what: string, withinMs = 15_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!isTrue()) {
      if (Date.now() > deadline)
        throw new Error(`waited ${withinMs} ms for ${what}; last frames: ${JSON.stringify(this.frames.slice(-3))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  private note(happened: () => unknown): void {
    happened();
    for (const go of this.waiting) go();
    this.waiting.clear();
  }
}
