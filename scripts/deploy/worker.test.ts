import { expect, it } from "vitest";
import { deployedHost } from "./worker";

const SESSION = JSON.stringify({ type: "wrangler-session", version: 1 });
const deployed = (...targets: string[]) => JSON.stringify({ type: "deploy", version: 1, targets });

it("the rooms' host is read from wrangler's output file, whatever else it writes", () => {
  const written = [SESSION, "no JSON", deployed("https://rooms.mina.workers.dev"), ""].join("\n");
  expect(deployedHost(written, {})).toBe("rooms.mina.workers.dev");
  const both = deployed("https://rooms.mina.workers.dev", "rooms.example.com (custom domain)");
  expect(deployedHost(both, { domain: "rooms.example.com" })).toBe("rooms.example.com");
});

it.each(["", SESSION, "no JSON"])("a deployment fails if wrangler reports no host: %j", (written) => {
  expect(() => deployedHost(written, {})).toThrow("did not report its address");
});

it("a deployment fails at another address than the requested one, or at none", () => {
  const elsewhere = deployed("https://rooms.mina.workers.dev");
  expect(() => deployedHost(elsewhere, { domain: "rooms.example.com" })).toThrow("to rooms.mina.workers.dev");
  expect(() => deployedHost(deployed(), {})).toThrow("to no address");
});
