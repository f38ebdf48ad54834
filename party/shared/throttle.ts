import type { Clock } from "@/party/ports";

/** Does something a little after it was first asked for, once however often it was asked: no timer where nobody asks. */
export class Throttle {
  private isAsked = false;

  constructor(
    private readonly clock: Clock,
    private readonly ms: number,
    private readonly run: () => void,
  ) {}

  schedule(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    this.clock.after(this.ms, () => {
      this.isAsked = false;
      this.run();
    });
  }
}
