import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudError } from "./cloud-error";

export interface GatewayRequest {
  path: string;
  headers: IncomingMessage["headers"];
  /** Parsed JSON, or undefined if the body is not JSON. */
  body: unknown;
}

export interface GatewayAnswer {
  status: number;
  body: unknown;
}

/** One HTTP endpoint of the local cloud. While stopped it refuses connections, like an unavailable service. */
export interface Gateway {
  url: string;
  /** Requests received so far, refused ones included. */
  requests(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops permanently and closes the server behind it. */
  close(): Promise<void>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Far more than the largest request: flushes are limited in bytes (party/room/replication/). */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** @returns undefined if the body exceeds the limit */
async function read(request: IncomingMessage): Promise<GatewayRequest | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  const body = parseJson(Buffer.concat(chunks).toString("utf8"));
  return { path: request.url?.split("?")[0] ?? "/", headers: request.headers, body };
}

function send(response: ServerResponse, { status, body }: GatewayAnswer) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Refuses and closes the connection. The rest of the body is read, so that the answer arrives, but not buffered. */
function refuse(request: IncomingMessage, response: ServerResponse, answer: GatewayAnswer) {
  request.resume();
  response.setHeader("connection", "close");
  send(response, answer);
}

export interface GatewayOptions {
  /** 0 lets the system choose; the choice is kept over `stop` and `start`. */
  port: number;
  /** The listening address; default this machine only. */
  host?: string;
  /** Refuses unauthorized callers before a body is read. */
  refused: (headers: IncomingMessage["headers"]) => GatewayAnswer | undefined;
  answer: (request: GatewayRequest) => Promise<GatewayAnswer>;
  letGo: () => Promise<unknown>;
}

/** Opens a gateway. @throws CloudError if the port is taken */
export function openGateway({ refused, answer, ...options }: GatewayOptions): Promise<Gateway> {
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const refusal = refused(request.headers);
      if (refusal) return refuse(request, response, refusal);
      const parsed = await read(request);
      if (!parsed)
        return refuse(request, response, { status: 413, body: { message: "too large", error: "too large" } });
      send(response, await answer(parsed));
    } catch (error) {
      if (!response.headersSent)
        send(response, { status: 500, body: { message: String(error), error: String(error) } });
    }
  };
  return openHttp({ ...options, handle });
}

export interface HttpOptions extends Pick<GatewayOptions, "port" | "host"> {
  /** Never rejects. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  letGo?: () => Promise<unknown>;
}

/** Opens an endpoint whose requests and answers are not JSON. @throws CloudError if the port is taken */
export async function openHttp({ port, host, handle, letGo }: HttpOptions): Promise<Gateway> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    void handle(request, response);
  });
  let current = port;
  const start = () =>
    new Promise<void>((resolve, reject) => {
      server.once("error", (error) => reject(new CloudError(`port ${current} cannot be opened: ${error.message}`)));
      server.listen(current, host ?? "127.0.0.1", () => {
        server.removeAllListeners("error");
        current = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const close = async () => {
    await stop();
    await letGo?.();
  };
  await start();
  return { url: `http://127.0.0.1:${current}`, requests: () => requests, start, stop, close };
}
