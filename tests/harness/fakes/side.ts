/** Counts calls and lets a test make a port fail or hang. */
export class Side {
  calls: string[] = [];
  isAway = false;
  /** The next call takes effect and then fails: a connection lost after the commit. */
  failAfterEffect = false;
  private held: Array<() => void> | undefined;

  count(name: string): number {
    return this.calls.filter((call) => call === name).length;
  }

  hold(): void {
    this.held ??= [];
  }

  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const go of held) go();
  }

  async call<T>(name: string, effect: () => T): Promise<T> {
    this.calls.push(name);
    const held = this.held;
    await (held ? new Promise<void>((go) => held.push(go)) : Promise.resolve());
    if (this.isAway) throw new Error("unavailable");
    const result = effect();
    if (this.failAfterEffect) {
      this.failAfterEffect = false;
      throw new Error("lost after the commit");
    }
    return result;
  }
}
