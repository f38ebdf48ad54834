/**
 * Reads something from storage once. Concurrent callers share one read; a failed read is repeated by the next caller.
 */
export class Once {
  isDone = false;
  private reading: Promise<void> | undefined;

  constructor(private readonly read: () => Promise<void>) {}

  /** @throws if storage cannot be read */
  run(): Promise<void> {
    if (this.isDone) return Promise.resolve();
    this.reading ??= this.begin().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async begin(): Promise<void> {
    await this.read();
    this.isDone = true;
  }
}
