import WebSocket from "ws";
import type { Connect } from "./peer";

/** A peer's connection to another process. It returns marks, as every client must (docs/protocol.md). */
export const overWebSocket =
  (socket: WebSocket): Connect =>
  ({ received, closed, refused }) => {
    socket.on("message", (data) => received(String(data)));
    returnMarks(socket);
    socket.on("close", closed);
    socket.on("unexpected-response", (_, response) => refused(response.statusCode ?? 0));
    socket.on("error", () => {});
    // The close frame is enough; the TCP connection under it ends many seconds later with `partykit dev`.
    const closing = setInterval(() => socket.readyState === WebSocket.CLOSING && socket.terminate(), 20);
    socket.on("close", () => clearInterval(closing));
    return { send: (text) => socket.send(text), drop: () => socket.terminate() };
  };

const MARK = '{"type":"mark"';

/** Returns each mark at once: without that the server closes a socket that it has sent much to. */
export function returnMarks(socket: WebSocket): void {
  socket.on("message", (data: Buffer) => {
    if (data.subarray(0, MARK.length).toString() === MARK) socket.send(data.toString());
  });
}
