/** The baseline on PartyKit: a party that passes every message on to everyone and stores nothing. */
import type * as Party from "partykit/server";

export default class BareParty implements Party.Server {
  /** Like the rooms. */
  readonly options = { hibernate: true };

  constructor(private readonly party: Party.Room) {}

  static onFetch(): Response {
    return new Response("bare");
  }

  onMessage(message: string) {
    this.party.broadcast(message);
  }
}
