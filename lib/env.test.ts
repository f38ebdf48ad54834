import { expect, it } from "vitest";
import { roomEnv } from "./env";

const COMPLETE = {
  DATABASE_URL: "postgresql://u:p@h/d",
  UPSTASH_REDIS_REST_URL: "https://redis.example",
  UPSTASH_REDIS_REST_TOKEN: "token",
  TICKET_SECRET: "a secret of more than thirty-two characters",
};

it("names every key that is missing or wrong in one message, and never a value", () => {
  const parse = () =>
    roomEnv({ DATABASE_URL: "mysql://hunter2@h", TICKET_SECRET: "short-hunter2", MESSAGE_RATE: "fast" });
  const keys = ["DATABASE_URL", "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN", "TICKET_SECRET", "MESSAGE_RATE"];
  for (const key of keys) expect(parse).toThrow(key);
  expect(parse).not.toThrow(/hunter2/);
});

it("D5: message limits are on by default", () => {
  expect(roomEnv(COMPLETE)).toMatchObject({ MESSAGE_RATE: 10, MESSAGE_BURST: 20, ALLOWED_ORIGINS: [], KEY_PREFIX: "" });
});

it("reads origins as a list", () => {
  const { ALLOWED_ORIGINS } = roomEnv({ ...COMPLETE, ALLOWED_ORIGINS: "https://a.example, https://b.example,," });
  expect(ALLOWED_ORIGINS).toEqual(["https://a.example", "https://b.example"]);
});

it("takes a variable that is empty or null for one that is not set: an empty secret takes an older one away", () => {
  for (const nothing of ["", null]) {
    const variables = {
      ...COMPLETE,
      TICKET_SECRET_PREVIOUS: nothing,
      MESSAGE_RATE: nothing,
      NEON_FETCH_ENDPOINT: nothing,
    };
    expect(roomEnv({ ...variables, KEY_PREFIX: nothing, ALLOWED_ORIGINS: nothing })).toEqual(roomEnv(COMPLETE));
    expect(() => roomEnv({ ...COMPLETE, TICKET_SECRET: nothing })).toThrow("TICKET_SECRET");
  }
});
