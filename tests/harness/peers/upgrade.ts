import type { Connect } from "./peer";

/** Cloudflare's response to an upgrade carries the socket. */
type Upgraded = Response & { webSocket?: (WebSocket & { accept(): void }) | null };

/** A connection inside the runtime that the room or inbox runs in. */
export const overUpgrade =
  (answer: Promise<Response>): Connect =>
  ({ received, closed, refused }) => {
    let socket: Upgraded["webSocket"];
    void (answer as Promise<Upgraded>).then(({ webSocket, status }) => {
      if (!webSocket) return refused(status);
      webSocket.addEventListener("message", ({ data }) => received(data));
      webSocket.addEventListener("close", ({ code }) => closed(code));
      webSocket.addEventListener("error", () => closed(1006));
      webSocket.accept();
      socket = webSocket;
    });
    return {
      send(text) {
        if (!socket) throw new Error("not open");
        socket.send(text);
      },
      drop: () => socket?.close(1000, "leaving"),
    };
  };
