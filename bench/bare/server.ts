/** The limit to measure against: a party that passes every message on to everyone and keeps nothing. */
import type * as Party from "partykit/server";

export default class BareBroadcast implements Party.Server {
  readonly options = { hibernate: true };

  constructor(private readonly host: Party.Room) {}

  onMessage(message: string) {
    this.host.broadcast(message);
  }
}
