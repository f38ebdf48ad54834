import { describe, expect, it } from "vitest";
import { roomEnv, storageSettings, webEnvOf } from "./env";

const COMPLETE = {
  DATABASE_URL: "postgresql://u:p@h/d",
  UPSTASH_REDIS_REST_URL: "https://redis.example",
  UPSTASH_REDIS_REST_TOKEN: "token",
  TICKET_SECRET: "a secret of more than thirty-two characters",
};

it("names every missing or invalid key in one message, and never a value", () => {
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

it("treats an empty or null variable as not set: an empty secret removes an older one", () => {
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

const WEB = { ...COMPLETE, SESSION_SECRET: COMPLETE.TICKET_SECRET, NEXT_PUBLIC_PARTYKIT_HOST: "rooms.example" };

describe("object storage", () => {
  const all = {
    S3_ENDPOINT: "https://1234.r2.cloudflarestorage.com",
    S3_BUCKET: "sarangbang-files",
    S3_ACCESS_KEY_ID: "key",
    S3_SECRET_ACCESS_KEY: "hunter2",
  };

  it("is optional, and its region is usually auto", () => {
    expect(storageSettings(webEnvOf(WEB))).toBeUndefined();
    expect(storageSettings(webEnvOf({ ...WEB, S3_ENDPOINT: "" }))).toBeUndefined();
    expect(storageSettings(webEnvOf({ ...WEB, ...all }))).toEqual({
      ...{ endpoint: all.S3_ENDPOINT, bucket: all.S3_BUCKET, region: "auto" },
      ...{ accessKeyId: "key", secretAccessKey: "hunter2" },
    });
    expect(storageSettings(webEnvOf({ ...WEB, ...all, S3_REGION: "eu-1" }))?.region).toBe("eu-1");
  });

  it.each(Object.keys(all))("needs all of its variables: a server without %s does not start", (name) => {
    const parse = () => webEnvOf({ ...WEB, ...all, [name]: "" });
    expect(parse).toThrow(`${name}: not set`);
    expect(parse).not.toThrow(/hunter2/);
  });

  it.each(["files", "ftp://files.example", "//files.example"])("refuses %s as its endpoint", (S3_ENDPOINT) => {
    expect(() => webEnvOf({ ...WEB, ...all, S3_ENDPOINT })).toThrow("S3_ENDPOINT");
  });
});

describe("D5: a web server without ADDRESS_HEADER", () => {
  const web = (variables: object) => webEnvOf({ ...WEB, ...variables });

  it.each([
    "https://chat.example.com",
    "http://chat.example.com",
    "https://203.0.113.7",
    "https://[2001:db8::1]",
    "chat.example.com",
  ])("does not start with the public origin %s", (ALLOWED_ORIGINS) => {
    expect(() => web({ ALLOWED_ORIGINS })).toThrow(/ADDRESS_HEADER: not set/);
    expect(() => web({ ALLOWED_ORIGINS: `http://localhost:3000,${ALLOWED_ORIGINS}` })).toThrow(/ADDRESS_HEADER/);
    expect(web({ ALLOWED_ORIGINS, ADDRESS_HEADER: "x-real-ip" }).ALLOWED_ORIGINS).toEqual([ALLOWED_ORIGINS]);
    expect(web({ ALLOWED_ORIGINS, VERCEL: "1" }).ALLOWED_ORIGINS).toEqual([ALLOWED_ORIGINS]);
  });

  it.each([
    "",
    "http://localhost:3000",
    "http://127.0.0.1:3000",
    "http://[::1]:3000",
    "http://192.168.0.7:3000",
    "http://10.1.2.3",
    "http://172.20.0.1",
    "http://[fd00::1]",
    "http://chat.local",
  ])("starts with the local origin %s", (ALLOWED_ORIGINS) => {
    expect(web({ ALLOWED_ORIGINS }).ADDRESS_HEADER).toBeUndefined();
  });
});
