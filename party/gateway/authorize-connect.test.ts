import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SERVED_VERSIONS } from "@/lib/protocol/connection";
import { roomEnv } from "@/lib/server/env";
import { signTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { authorizeConnect } from "./authorize-connect";

const FRESH = "the secret of today, more than thirty-two letters";
const OLD = "the secret of yesterday, as long as the other one";

const env = (variables: Record<string, string>) =>
  roomEnv({
    DATABASE_URL: "postgres://u:p@h/d",
    UPSTASH_REDIS_REST_URL: "https://redis.example",
    UPSTASH_REDIS_REST_TOKEN: "token",
    ...variables,
  });

it("D1: during a change of the ticket secret the gateway accepts both secrets, and afterwards only the new one", async () => {
  const roomId = newId();
  const to = { userId: newId(), username: "mina", roomId, role: "member" as const, sessionId: newId() };
  const { ticket } = await signTicket(to, OLD);
  const request = new Request(`https://rooms.example/parties/main/${roomId}?v=1&ticket=${ticket}`);
  const during = env({ TICKET_SECRET: FRESH, TICKET_SECRET_PREVIOUS: OLD });
  const after = env({ TICKET_SECRET: FRESH, TICKET_SECRET_PREVIOUS: "" });
  expect(await authorizeConnect(request, roomId, during)).toMatchObject({ ticket: { sub: to.userId } });
  expect(await authorizeConnect(request, roomId, after)).toEqual({ close: 4001, reason: "ticket" });
});

it("a supported version is let in, any other is refused with the reason", async () => {
  const roomId = newId();
  const to = { userId: newId(), username: "mina", roomId, role: "member" as const, sessionId: newId() };
  const { ticket } = await signTicket(to, FRESH);
  const tryConnect = (v: string) => {
    const query = new URLSearchParams({ v, ticket });
    return authorizeConnect(new Request(`https://rooms.example/?${query}`), roomId, env({ TICKET_SECRET: FRESH }));
  };
  for (const version of SERVED_VERSIONS) expect(await tryConnect(String(version))).toHaveProperty("ticket");
  for (const version of ["", "0", "01", "1.0", " 1", "1e0", String(Math.max(...SERVED_VERSIONS) + 1)])
    expect(await tryConnect(version), version).toEqual({ close: 4009, reason: "protocol version" });
});

describe("D1: a request without a ticket for this room is refused", () => {
  const roomId = newId();
  const today = env({ TICKET_SECRET: FRESH });
  const to = { userId: newId(), username: "민아", roomId, role: "member" as const, sessionId: newId() };
  const tryConnect = (query: string, headers: Record<string, string> = {}) =>
    authorizeConnect(new Request(`https://rooms.example/parties/main/${roomId}?${query}`, { headers }), roomId, today);
  const isIn = (verdict: object) => "ticket" in verdict;

  it("the unchanged ticket is accepted (premise of the tests below)", async () => {
    const { ticket } = await signTicket(to, FRESH);
    expect(isIn(await tryConnect(`v=1&ticket=${ticket}`))).toBe(true);
    expect(isIn(await tryConnect(`v=1&ticket=${ticket}`, { Origin: "https://evil.example" }))).toBe(false);
  });

  it("a ticket with any letter changed, removed or added is refused", async () => {
    const { ticket } = await signTicket(to, FRESH);
    for (let at = 0; at <= ticket.length; at++) {
      const [before, letter, after] = [ticket.slice(0, at), ticket[at] ?? "", ticket.slice(at + 1)];
      const last = at === ticket.length - 1;
      // Decoders drop two bits of a signature's last letter, so every letter is tried there.
      const others = last
        ? [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
        : ["A", "z", "_", ".", "="];
      for (const other of ["", ...others]) {
        const changed = before + other + after;
        if (changed === ticket) continue;
        expect(
          isIn(await tryConnect(new URLSearchParams({ v: "1", ticket: changed }).toString())),
          `${at}: ${letter} to ${other}`,
        ).toBe(false);
      }
    }
  });

  it("any query, and any signed part under any header, is refused", async () => {
    const { ticket } = await signTicket(to, FRESH);
    const [head = "", claims = "", signature = ""] = ticket.split(".");
    const anyHead = fc.json({ maxDepth: 2 }).map((text) => Buffer.from(text).toString("base64url"));
    const none = fc
      .constantFrom("none", "None", "HS512", "RS256", "ES256")
      .map((alg) => Buffer.from(JSON.stringify({ alg, typ: "JWT" })).toString("base64url"));
    const forged = fc
      .tuple(fc.oneof(anyHead, none), fc.constantFrom(claims, head, ""), fc.constantFrom(signature, "", "A".repeat(43)))
      .map((parts) => parts.join("."));
    const someTicket = fc.oneof(forged, fc.string({ unit: "binary" }), fc.base64String());
    const query = fc.record(
      { v: fc.constantFrom("1", "2", ""), ticket: someTicket, after: fc.oneof(fc.nat().map(String), fc.string()) },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(query, async (parameters) => {
        const verdict = await tryConnect(new URLSearchParams(parameters).toString());
        expect(isIn(verdict)).toBe(false);
        if ("close" in verdict) expect([4001, 4008, 4009]).toContain(verdict.close);
      }),
      { numRuns: 2_000 },
    );
  });

  it("an `after` that is not a whole number from 0 is refused, even with a valid ticket", async () => {
    const { ticket } = await signTicket(to, FRESH);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)), async (after) => {
        const verdict = await tryConnect(new URLSearchParams({ v: "1", ticket, after }).toString());
        if (/^[0-9]{1,15}$/.test(after)) expect(verdict).toMatchObject({ after: Number(after) });
        else expect(verdict).toEqual({ close: 4008, reason: "after" });
      }),
      { numRuns: 1_000 },
    );
  });
});
