/** A proxy of one endpoint of the local cloud that makes it fail like a real service. */
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * `refusing`: the connection is reset. `hanging`: no answer while it lasts; requests that wait until its end are served,
 * aborted ones have no effect. `late`: the same, but aborted requests take effect with `deliverLate`. `lost`: the
 * request takes effect and its answer is lost, in turn by a cut connection and by a 500. `slow`: 300 ms late.
 */
export type Fault = "up" | "refusing" | "hanging" | "late" | "lost" | "slow";

const SLOW_MS = 300;

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  body: string;
}

export class FaultProxy {
  readonly url: string;
  private everywhere: Fault = "up";
  private readonly ofRooms = new Map<string, Fault>();
  private readonly counts = new Map<string, number>();
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private late: Exchange[] = [];

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    private readonly target: string,
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (socket) => {
      if (this.everywhere !== "refusing") return;
      this.count("refusing", "");
      socket.resetAndDestroy();
    });
    server.on("request", (request, response) => {
      this.serve(request, response).catch(() => request.socket.destroy());
    });
  }

  /** @param target the destination of requests, as `http://host:port` */
  static async open(target: string): Promise<FaultProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new FaultProxy(server, target);
  }

  /** Sets the fault for all further requests, or for those that name this room; it also affects hanging requests. */
  set(fault: Fault, roomId?: string): void {
    if (roomId) this.ofRooms.set(roomId, fault);
    else this.everywhere = fault;
    if (this.everywhere === "refusing") this.server.closeAllConnections();
    this.changes.emit("change");
  }

  /** How many requests the fault has affected: all, or those of a room that has had a fault of its own. */
  met(fault: Fault, roomId = ""): number {
    return this.counts.get(`${fault} ${roomId}`) ?? 0;
  }

  /** Lets the requests that were aborted while they were `late` take effect now, in order; returns how many. */
  async deliverLate(): Promise<number> {
    const late = this.late.splice(0);
    for (const { request, body } of late) await this.passOn(request, body);
    return late.length;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = { request, response, body: await textOf(request) };
    for (let fault = this.meet(exchange.body); ; fault = this.meet(exchange.body)) {
      if (fault !== "hanging" && fault !== "late") return this.answer(exchange, fault);
      await once(this.changes, "change");
      if (!request.socket.destroyed) continue;
      if (fault === "late") this.late.push(exchange);
      return;
    }
  }

  private meet(body: string): Fault {
    const [roomId = "", own] = [...this.ofRooms].find(([id]) => body.includes(id)) ?? [];
    const fault = own && own !== "up" ? own : this.everywhere;
    for (const whose of new Set(["", roomId])) this.count(fault, whose);
    return fault;
  }

  private count(fault: Fault, roomId: string): void {
    this.counts.set(`${fault} ${roomId}`, this.met(fault, roomId) + 1);
  }

  private async answer({ request, response, body }: Exchange, fault: Fault): Promise<void> {
    if (fault === "refusing") return void request.socket.resetAndDestroy();
    if (fault === "slow") await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    const answer = await this.passOn(request, body);
    if (fault !== "lost") response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.text);
    else if (this.met("lost") % 2 === 1) request.socket.resetAndDestroy();
    else response.writeHead(500).end("lost");
  }

  private async passOn(request: IncomingMessage, body: string): Promise<{ status: number; text: string }> {
    const { host, connection, "content-length": length, "transfer-encoding": encoding, ...headers } = request.headers;
    const init = { method: request.method, headers: headers as Record<string, string>, body: body || undefined };
    const answer = await fetch(this.target + request.url, init);
    return { status: answer.status, text: await answer.text() };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
