/** No input gives a 500: every route, with hostile values in its path, query, body and headers. */
import { beforeAll, describe, expect, it, vi } from "vitest";
import { optionsOf } from "@/app/_server/http/handle";
import { newId } from "@/lib/shared/ids";
import { passwordSchema } from "@/lib/text/schemas";
import { fieldsOf } from "@/tests/harness/servers/schemas";
import { apiRoutes, fill } from "@/tests/matrix/routes";
import { API } from "@/tests/matrix/table";
import { recordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { privateRoom } from "./scenes";
import { heard, PASSWORD, PROOF, signedUp, type Visitor } from "./web";

const ORIGIN = "http://localhost:3000";
const routes = await apiRoutes();

let cloud: TestCloud;
let log: ReturnType<typeof vi.spyOn>;
beforeAll(async () => {
  ({ cloud } = await recordedCloud());
  log = vi.spyOn(console, "error").mockImplementation(() => {});
}, 60_000);

const id = newId();
const TEXTS = [
  ...[
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "b\udc00",
    "%",
    "%ff",
    "%00",
    "..",
    "../..",
    "//evil.example",
    "\u202e",
    "\ufdfa",
  ],
  ...["'", "\\", '"; drop table users; --', "{}", "[object Object]", "__proto__", "constructor", "NaN", "Infinity"],
  ...["-1", "0", "1.5", "1e309", "9".repeat(16), "9".repeat(400), "1,,2", ",", "1111,".repeat(10_000)],
  ...[
    "a".repeat(15_000),
    "\ufdfa".repeat(5_000),
    "\u0301".repeat(7_000),
    "👩‍👩‍👧".repeat(500),
    "\u1100\u1161".repeat(3_000),
  ],
  ...[id, id.toUpperCase(), "00000000-0000-0000-0000-000000000000", `99999999999999.${id}`, `1.${id}`, `0.${id}\0`],
];
const deep = JSON.parse(`${"[".repeat(2_000)}${"]".repeat(2_000)}`);
const VALUES = [
  ...TEXTS,
  ...[null, true, 0, -1, 0.5, 2 ** 31, 2 ** 53, 1e308],
  ...[[], [null], ["\0"], {}, { toString: 1 }, deep],
];
const BODIES = [
  ...["", "null", "[]", "1", '"x"', "{", "[".repeat(16_000), '{"a":'.repeat(3_000), "\ufeff{}"],
  '{"__proto__":{"role":"owner"}}',
];
const HEADERS = [
  ...["host", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-for", "origin", "sec-fetch-site", "cookie"],
  ...["authorization", "content-type", "user-agent", "sarangbang-user", "accept-language"],
];
/** HTTP servers reject control characters in headers themselves. */
const HEADER_TEXTS = [
  ...[
    "",
    "%",
    "%ff",
    "[",
    "http://[",
    "://",
    ",",
    ", ,",
    "null",
    "\xff\xfe",
    "a".repeat(7_000),
    "session=%",
    "Bearer \xe9",
  ],
];

/** Valid bodies, which reach more of the handlers' code than the matrix's bodies. */
const FULL_BODIES: Record<string, (by: Visitor) => object> = {
  "POST /api/signup": () => ({ username: `fuzz${newId().slice(-8)}`, password: "short" }),
  "POST /api/enter": (by) => ({ username: by.user.username, password: "not the password" }),
  "POST /api/account/recover": (by) => ({ username: by.user.username, recoveryCode: "x", password: PASSWORD }),
  "POST /api/passkeys/signup/options": () => ({ username: `fuzz${newId().slice(-8)}` }),
  "POST /api/account/passkeys/options": () => PROOF,
  "POST /api/account/password": () => ({ ...PROOF, password: "short" }),
  "POST /api/account/recovery-code": () => PROOF,
  "POST /api/account/delete": () => ({ ...PROOF, username: "somebody-else" }),
  "POST /api/rooms/[roomId]/invites": () => ({ expiresInS: 60, maxUses: 1 }),
  "POST /api/directs": () => ({ userId: newId() }),
};
const PASSKEY = { id: "a", rawId: "a", type: "public-key", clientExtensionResults: {} };
/** A passkey's answer with one part replaced. */
const passkeysWith = (text: unknown) => {
  const parts = { clientDataJSON: "e30", attestationObject: "a", authenticatorData: "a", signature: "a" };
  const challenged = Buffer.from(JSON.stringify({ challenge: "a" })).toString("base64url");
  return [
    { ...PASSKEY, response: parts, id: text },
    { ...PASSKEY, response: { ...parts, clientDataJSON: challenged } },
    ...Object.keys(parts).map((part) => ({ ...PASSKEY, response: { ...parts, [part]: text } })),
  ];
};

interface Change {
  params?: object;
  query?: string;
  body?: BodyInit;
  headers?: object;
}
type Try = readonly [what: string, change: Change];

interface Scene {
  by: Visitor;
  params: Record<string, string>;
  body: object | undefined;
}

async function sceneOf(name: string): Promise<Scene> {
  const by = await signedUp("fuzz");
  const { id: roomId } = await privateRoom(by, "퍼즈");
  const params = {
    roomId,
    userId: newId(),
    fileId: newId(),
    inviteId: newId(),
    sessionId: newId(),
    passkeyId: "nobodys",
    token: "a".repeat(43),
    username: "x1",
    seq: "1",
  };
  return { by, params, body: FULL_BODIES[name]?.(by) ?? API[name]?.body };
}

describe.each(routes)("D4: $name", ({ name, method, path, handler }) => {
  const send = async ({ by, params }: Scene, change: Change) => {
    const filled = { ...params, ...change.params };
    const url =
      ORIGIN + fill(path, Object.fromEntries(Object.keys(filled).map((key) => [key, "x"]))) + (change.query ?? "");
    const type = change.body === undefined ? undefined : { "content-type": "application/json" };
    const headers = { cookie: by.cookie ?? "", ...type, ...change.headers };
    const request = new Request(url, { method, headers, body: method === "GET" ? undefined : change.body });
    const answer = await handler(request, { params: Promise.resolve(filled) });
    const text = await answer.text();
    heard.push(text);
    return answer;
  };
  /** The attempts that were answered with a 5xx, or with an error that is not problem+json. */
  const failures = async (scene: Scene, tries: Try[]) => {
    const found: string[] = [];
    for (const [what, change] of tries) {
      log.mockClear();
      const { status, headers } = await send(scene, change);
      const isOurs = status < 400 || headers.get("content-type") === "application/problem+json";
      if (status >= 500 || !isOurs) found.push(`${what}: ${status} ${log.mock.calls.flat().join(" ").slice(0, 300)}`);
    }
    return found;
  };
  const shown = (value: unknown) => (JSON.stringify(value) ?? "").slice(0, 40);
  const json = (scene: Scene) => (scene.body === undefined ? undefined : JSON.stringify(scene.body));

  it("answers any path and query without a 500", async () => {
    const scene = await sceneOf(name);
    const names = [...path.matchAll(/\[(\w+)\]/g)].map(([, param = ""]) => param);
    const inPath = names.flatMap((param) =>
      TEXTS.map((text) => [`${param} ${shown(text)}`, { params: { [param]: text }, body: json(scene) }] as const),
    );
    const inQuery = fieldsOf(optionsOf(handler)?.query).flatMap((key) =>
      TEXTS.map(
        (text) =>
          [`?${key} ${shown(text)}`, { query: `?${new URLSearchParams({ [key]: text })}`, body: json(scene) }] as const,
      ),
    );
    const raw = ["?%", "?%ff=%ff", "?query=%ff", "?query=%00", "?limit", "?&&=&", "?a=b&a=c"];
    const broken = raw.map((query) => [query, { query, body: json(scene) }] as const);
    const tries = [...inPath, ...inQuery, ...broken].map(([what, change]): Try => [what, change]);
    expect(await failures(scene, tries)).toEqual([]);
  });

  /** Hashing an acceptable password takes half a second, so only one is tried. */
  const isCheap = (field: string, value: unknown) =>
    !/password$/i.test(field) ||
    !passwordSchema.safeParse(value).success ||
    (field !== "password" && value === "__proto__");

  it("answers any body without a 500", async () => {
    const scene = await sceneOf(name);
    const fields = fieldsOf(optionsOf(handler)?.body);
    // With several fields, each value is tried in every second field only, to save time.
    const isTurn = (value: number, field: number) => fields.length < 2 || (value + field) % 2 === 0;
    const wrong = fields.flatMap((field, f) =>
      VALUES.filter((value, v) => isTurn(v, f) && isCheap(field, value))
        .flatMap((value) => (field === "passkey" && typeof value === "string" ? passkeysWith(value) : [value]))
        .map(
          (value): Try => [
            `${field} ${shown(value)}`,
            {
              body: JSON.stringify({
                ...scene.body,
                ...(field === "passkey" && { currentPassword: undefined }),
                [field]: value,
              }),
            },
          ],
        ),
    );
    const bodies = BODIES.map((body): Try => [`body ${body.slice(0, 20)}`, { body }]);
    bodies.push(["no UTF-8", { body: new Uint8Array([0x22, 0xff, 0xfe, 0x22]) }]);
    expect(await failures(scene, optionsOf(handler)?.body ? [...wrong, ...bodies] : bodies)).toEqual([]);
  });

  it("answers any headers without a 500", async () => {
    const scene = await sceneOf(name);
    const alone = HEADERS.flatMap((header) => ["%", "[", "\xff"].map((text) => ({ [header]: text })));
    const all = HEADER_TEXTS.map((text) => Object.fromEntries(HEADERS.map((header) => [header, text])));
    // With the headers of our own page; otherwise the check for cross-site writes would refuse every request first.
    const own = HEADER_TEXTS.map((text) => ({
      ...Object.fromEntries(HEADERS.map((header) => [header, text])),
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
      cookie: scene.by.cookie,
    }));
    const tries = [...alone, ...all, ...own].map((headers): Try => [shown(headers), { headers, body: json(scene) }]);
    expect(await failures(scene, tries)).toEqual([]);
  });
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));
