import { expect, it } from "vitest";
import { type Attachment, type HostConnection, HostSockets } from "./sockets";

const guest = (id: string) => ({ id, username: id, role: "member", sessionId: `${id}'s`, receipts: true }) as const;

class FakeConnection implements HostConnection {
  sent: string[] = [];
  constructor(public state: Attachment | null = null) {}
  setState(state: Attachment) {
    this.state = state;
  }
  send(frame: string) {
    this.sent.push(frame);
  }
  close() {
    throw new Error("already closed");
  }
}

it("B2: after hibernation the open sockets come back with their guest and session state", () => {
  const slept = [new FakeConnection({ guest: guest("mina"), joined: true }), new FakeConnection()];
  const sockets = new HostSockets(() => slept);
  expect([...sockets.all()]).toMatchObject([{ guest: guest("mina"), session: "joined" }]);
  const late = new FakeConnection();
  sockets.admit(late, guest("jun")).session = "joined";
  expect(late.state).toEqual({ guest: guest("jun"), joined: true, connectedAt: expect.any(Number) });
  expect([...sockets.all()].map((socket) => socket.guest.id)).toEqual(["mina", "jun"]);
});

it("B2: sending to a socket that is closing does no harm, and once closed it is forgotten", () => {
  const connection = new FakeConnection();
  const sockets = new HostSockets<FakeConnection>(() => []);
  const socket = sockets.admit(connection, guest("mina"));
  socket.close(4001, "ticket");
  expect([...sockets.all()]).toEqual([socket]);
  expect(sockets.remove(connection)).toBe(socket);
  expect([...sockets.all()]).toEqual([]);
});
