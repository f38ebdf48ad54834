/** A peer: a bare broadcast with `ws`. It passes every message on to everyone in the room and stores nothing. */
import { createServer } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";

const http = createServer((_, response) => response.end("ws"));
const rooms = new Map<string, Set<WebSocket>>();

new WebSocketServer({ server: http, perMessageDeflate: false }).on("connection", (socket, { url = "" }) => {
  const room = rooms.get(url) ?? new Set();
  rooms.set(url, room.add(socket));
  socket.on("message", (message) => {
    for (const each of room) each.send(message, { binary: false });
  });
  socket.on("close", () => room.delete(socket));
});
http.listen(Number(process.env.PORT), "127.0.0.1");
