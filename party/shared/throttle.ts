import type { Clock } from "@/party/ports";

/**
 * Runs a function a fixed time after the first request, once for all requests in that time. No timer without a request.
 */
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
