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

async function read(request: IncomingMessage): Promise<GatewayRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = parseJson(Buffer.concat(chunks).toString("utf8"));
  return { path: request.url?.split("?")[0] ?? "/", headers: request.headers, body };
}

function send(response: ServerResponse, { status, body }: GatewayAnswer) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/**
 * Opens a gateway on 127.0.0.1.
 * @param port 0 lets the system choose; the choice is kept over `stop` and `start`.
 * @throws CloudError where the port is taken.
 */
export async function openGateway(
  port: number,
  answer: (request: GatewayRequest) => Promise<GatewayAnswer>,
  letGo: () => Promise<unknown>,
): Promise<Gateway> {
  let requests = 0;
  const server = createServer(async (request, response) => {
    try {
      const parsed = await read(request);
      requests++;
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
      server.listen(current, "127.0.0.1", () => {
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
