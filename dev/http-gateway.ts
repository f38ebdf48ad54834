import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudError } from "./cloud-error";

export interface GatewayRequest {
  path: string;
  headers: IncomingMessage["headers"];
  /** Parsed JSON, or undefined where the body is none. */
  body: unknown;
}

export interface GatewayAnswer {
  status: number;
  body: unknown;
}

/** One HTTP endpoint of the local cloud. While stopped it refuses connections, as a service that is away does. */
export interface Gateway {
  url: string;
  /** How many requests have been answered so far: what the tests of cost count. */
  requests(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops for good and lets go of what is behind. */
  close(): Promise<void>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A flush of 500 events with all that JSON may add has a fifth of that. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** @returns undefined where the body is larger than any of ours. */
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

/** Says so and hangs up. What comes until then is read, so that the answer gets through, and not kept. */
function refuse(request: IncomingMessage, response: ServerResponse, answer: GatewayAnswer) {
  request.resume();
  response.setHeader("connection", "close");
  send(response, answer);
}

export interface GatewayOptions {
  /** 0 lets the system choose; the choice is kept over `stop` and `start`. */
  port: number;
  /** Where it listens; default this machine only. */
  host?: string;
  /** Who may not ask at all: decided before a body is read. */
  refused: (headers: IncomingMessage["headers"]) => GatewayAnswer | undefined;
  answer: (request: GatewayRequest) => Promise<GatewayAnswer>;
  letGo: () => Promise<unknown>;
}

/** Opens a gateway. @throws CloudError where the port is taken. */
export async function openGateway({ port, host, refused, answer, letGo }: GatewayOptions): Promise<Gateway> {
  let requests = 0;
  const server = createServer(async (request, response) => {
    try {
      requests++;
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
    await letGo();
  };
  await start();
  return { url: `http://127.0.0.1:${current}`, requests: () => requests, start, stop, close };
}
