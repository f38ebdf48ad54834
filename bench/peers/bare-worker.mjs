/** The baseline: an object that passes every message on to everyone and stores nothing. */
export class Bare {
  /** @param {import("@cloudflare/workers-types").DurableObjectState} ctx */
  constructor(ctx) {
    this.ctx = ctx;
  }

  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** @param {unknown} _ @param {string} message */
  webSocketMessage(_, message) {
    for (const socket of this.ctx.getWebSockets()) socket.send(message);
  }

  webSocketClose() {}
}

export default {
  /** @param {Request} request @param {{ Main: import("@cloudflare/workers-types").DurableObjectNamespace }} env */
  fetch(request, { Main }) {
    if (request.headers.get("upgrade") !== "websocket") return new Response("bare");
    return Main.get(Main.idFromName(new URL(request.url).pathname)).fetch(request);
  },
};
