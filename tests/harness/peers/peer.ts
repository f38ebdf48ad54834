/** A connection that keeps every frame, in the order of arrival, and lets a test wait for what it brings. */
export abstract class FramesKept<Frame> {
  readonly frames: Frame[] = [];
  closed: number | undefined;
  /** The HTTP status of a refused upgrade. */
  status: number | undefined;
  private readonly waiting = new Set<() => void>();

  abstract drop(): void;
  /** By the wire's schema. */
  protected abstract parse(json: unknown): Frame;

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

  protected receives(text: string): void {
    this.note(() => this.frames.push(this.parse(JSON.parse(text))));
  }

  protected note(happened: () => unknown): void {
    happened();
    for (const go of this.waiting) go();
    this.waiting.clear();
  }
}
