import { expect, it } from "vitest";
import { roomEnv } from "../lib/env";
import { newId } from "../lib/ids";
import { signTicket } from "../lib/ticket";
import { checkDoor } from "./door";

const FRESH = "the secret of today, more than thirty-two letters";
const OLD = "the secret of yesterday, as long as the other one";

const env = (variables: Record<string, string>) =>
  roomEnv({
    DATABASE_URL: "postgres://u:p@h/d",
    UPSTASH_REDIS_REST_URL: "https://redis.example",
    UPSTASH_REDIS_REST_TOKEN: "token",
    ...variables,
  });

it("D1: while the tickets' secret is changed, the door takes both, and afterwards the new one only", async () => {
  const roomId = newId();
  const to = { userId: newId(), username: "mina", roomId, role: "member" as const, sessionId: newId() };
  const { ticket } = await signTicket(to, OLD);
  const request = new Request(`https://rooms.example/parties/main/${roomId}?v=1&ticket=${ticket}`);
  const during = env({ TICKET_SECRET: FRESH, TICKET_SECRET_PREVIOUS: OLD });
  const after = env({ TICKET_SECRET: FRESH, TICKET_SECRET_PREVIOUS: "" });
  expect(await checkDoor(request, roomId, during)).toMatchObject({ ticket: { sub: to.userId } });
  expect(await checkDoor(request, roomId, after)).toEqual({ close: 4001, reason: "ticket" });
});
