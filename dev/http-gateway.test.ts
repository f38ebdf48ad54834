import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, openGateway } from "./http-gateway";
import { isSameSecret } from "./same-secret";

let gateway: Gateway;
let answered = 0;
beforeAll(async () => {
  gateway = await openGateway({
    port: 0,
    refused: ({ authorization }) =>
      isSameSecret(authorization ?? "", "Bearer mine") ? undefined : { status: 401, body: { error: "Unauthorized" } },
    answer: async ({ body }) => {
      answered++;
      return { status: 200, body };
    },
    letGo: async () => {},
  });
});
afterAll(() => gateway?.close());

/** Sends the head of a request that announces a body, and no body. */
async function beginRequest(authorization: string): Promise<string> {
  const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
  socket.write(`POST / HTTP/1.1\r\nhost: h\r\nauthorization: ${authorization}\r\ncontent-length: 1000000\r\n\r\n`);
  const [answer] = await once(socket, "data");
  await once(socket.resume(), "close");
  return String(answer);
}

it("an unauthorized caller is refused before a body is read, and disconnected", async () => {
  expect(await beginRequest("Bearer yours")).toMatch(/^HTTP\/1.1 401 /);
  expect(answered).toBe(0);
});

it("a body over the limit is not buffered", async () => {
  const post = (body: string) =>
    fetch(gateway.url, { method: "POST", headers: { authorization: "Bearer mine" }, body }).then(
      ({ status }) => status,
      () => "hung up",
    );
  expect(await post('"hello"')).toBe(200);
  expect(await post(" ".repeat(65 * 1024 * 1024))).not.toBe(200);
  expect(answered).toBe(1);
});
