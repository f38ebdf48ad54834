/** How the load's sockets speak to each kind of server: plain `ws` clients for all, so that they cost the same. */
import type WebSocket from "ws";
import { returnMarks } from "@/tests/harness/peers/web-socket";

export type WireName = "room" | "bare" | "socket.io";

/** One socket of the load: where it connects, and what it says first. */
export interface Place {
  url: string;
  room: string;
  /** Socket.IO's `auth`. */
  auth?: object;
}

interface Wire {
  /** Whether a socket that has just opened has joined. */
  opened(): boolean;
  /** Answers what a client must answer. Returns whether the socket has joined with this frame. */
  received(data: Buffer): boolean;
  /** The frame that sends a message. */
  message(clientId: string, body: string): string;
}

const READ_AFTER_BYTES = 1024 * 1024;

function roomWire(socket: WebSocket): Wire {
  returnMarks(socket);
  let unanswered = 0;
  return {
    opened: () => false,
    received(data) {
      unanswered += data.length;
      if (unanswered >= READ_AFTER_BYTES) {
        unanswered = 0;
        // A user who reads also reports a read position now and then.
        const seq = /^"seq":(\d+)/.exec(data.subarray(data.lastIndexOf('"seq":')).toString())?.[1];
        if (seq) socket.send(`{"type":"read","seq":${seq}}`);
      }
      // A room's first frame is its welcome.
      return true;
    },
    message: (clientId, body) => JSON.stringify({ type: "send", clientId, body }),
  };
}

const bareWire = (): Wire => ({
  opened: () => true,
  received: () => true,
  message: (clientId, body) => JSON.stringify({ type: "send", clientId, body }),
});

/** Engine.IO 4 packets: open (0), ping (2), pong (3), and Socket.IO's connect (40), refusal (44) and event (42). */
function socketIoWire(socket: WebSocket, { auth }: Place): Wire {
  let acks = 0;
  return {
    opened: () => false,
    received(data) {
      const start = data.subarray(0, 12).toString();
      if (start.startsWith("0")) socket.send(`40${JSON.stringify(auth)}`);
      else if (start.startsWith("2")) socket.send("3");
      else if (start.startsWith("44")) throw new Error(`refused: ${data}`);
      return start === '42["welcome"';
    },
    message: (clientId, body) => `42${acks++}${JSON.stringify(["send", { clientId, body }])}`,
  };
}

export const wires: Record<WireName, (socket: WebSocket, place: Place) => Wire> = {
  room: roomWire,
  bare: bareWire,
  "socket.io": socketIoWire,
};
