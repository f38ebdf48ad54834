/** Every screen of the production build has its security headers, and works without violating its policy. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { storageEnvOf } from "@/lib/server/env";
import { bucketUrl } from "@/lib/server/storage-keys";
import { isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
let room: string;
let invite: string;
type Watched = Page & { faults: string[]; violations: string[] };
/** Signed in. */
let mina: Watched;
/** Not signed in. */
let stranger: Watched;
beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  [mina, stranger] = [await watched(), await watched()];
  await signUp(mina, web, "민아");
  await makeRoom(mina, "정책 방");
  room = new URL(mina.url()).pathname;
  await say(mina, "https://example.com 안녕");
  await mina.locator("[data-message][data-state=sent]").waitFor();
  const link = await mina.request.post(`${web}/api${room}/invites`, { data: {} });
  invite = `/invite/${(await link.json()).token}`;
});

/** A visitor whose pages record every violation of the policy, also a silent one. */
async function watched() {
  const page = await visitor(site.browser);
  const violations: string[] = [];
  await page.exposeFunction("noteViolation", (what: string) => violations.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = event;
      // biome-ignore lint/suspicious/noExplicitAny: made by exposeFunction
      (window as any).noteViolation(`${effectiveDirective} ${blockedURI} ${sourceFile}:${lineNumber} ${sample}`);
    });
  });
  return Object.assign(page, { violations });
}

const policyOf = (headers: Record<string, string>) =>
  new Map(
    (headers["content-security-policy"] ?? "").split("; ").map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources] as const;
    }),
  );

it("signing up, creating a room and writing in it violate nothing", () => expect(mina.violations).toEqual([]));

const FOR_STRANGERS = ["/", "/signup", "/enter", "/enter/recover", "an invite"] as const;
const FOR_MEMBERS = ["/account", "/rooms", "the room", "/no/such/page"] as const;
const SCREENS = [...FOR_STRANGERS, ...FOR_MEMBERS];
/** The visitor who can see a screen; the other one would be redirected. */
const whoSees = (screen: (typeof SCREENS)[number]) => (FOR_STRANGERS.some((each) => each === screen) ? stranger : mina);
const pathOf = (screen: (typeof SCREENS)[number]) =>
  screen === "the room" ? room : screen === "an invite" ? invite : screen;

describe.each(SCREENS)("%s", (screen) => {
  it("has every header, and a nonce of its own", async () => {
    const { request } = whoSees(screen);
    const [one, other] = [await request.get(web + pathOf(screen)), await request.get(web + pathOf(screen))];
    expect(new URL(one.url()).pathname).toBe(pathOf(screen));
    expect(one.headers()).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=(), microphone=(), geolocation=()"),
    });
    expect(one.headers()).not.toHaveProperty("strict-transport-security");
    expect(one.headers()).not.toHaveProperty("x-powered-by");
    const policy = policyOf(one.headers());
    const rooms = site.cloud.urls.rooms.replace("http", "ws");
    const storage = storageEnvOf(site.cloud.env);
    expect(policy.get("connect-src")).toEqual(["'self'", rooms, ...(storage ? [bucketUrl(storage)] : [])]);
    expect(policy.get("default-src")).toEqual(["'none'"]);
    expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(policy.get("form-action")).toEqual(["'self'"]);
    expect(policy.get("object-src")).toEqual(["'none'"]);
    expect([...policy.values()].flat().join(" ")).not.toMatch(/unsafe/);
    const [nonce, second] = [one, other].map((page) => policyOf(page.headers()).get("script-src")?.[1]);
    expect(nonce).toMatch(/^'nonce-[\w+/]{22}=='$/);
    expect(second).not.toBe(nonce);
  });

  it("all its scripts have the nonce, and no tag has a style or a handler", async () => {
    const page = await whoSees(screen).request.get(web + pathOf(screen));
    const nonce = policyOf(page.headers()).get("script-src")?.[1]?.slice("'nonce-".length, -1);
    const html = await page.text();
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(3);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    expect(html.match(/<[a-z][^>]*\s(style|on[a-z]+)=[^>]*>/g) ?? []).toEqual([]);
  });

  it("answers no request with a 500", async () => {
    const { request } = whoSees(screen);
    // Next.js reads this header before our code, and fails for a malformed one if the page does not exist.
    const isPage = screen !== "/no/such/page";
    const trees = isPage ? ["x", "%", "%5B%5D", "[]", "%7B%22a%22%3A1%7D", `%5B${"%5B".repeat(500)}`] : [];
    const hostile: Array<Parameters<typeof request.fetch>[1]> = [
      ...["POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map((method) => ({ method })),
      { method: "POST", headers: { "content-type": "multipart/form-data" }, data: "x" },
      { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, data: "a=%" },
      { method: "POST", headers: { "content-type": "multipart/form-data", "next-action": "x" }, data: "x" },
      { method: "POST", headers: { "next-action": "x".repeat(42), origin: "https://evil.example" }, data: "[]" },
      { method: "POST", headers: { "next-action": "0".repeat(42), "content-type": "text/plain" }, data: "[" },
      ...trees.map((tree) => ({ headers: { rsc: "1", "next-router-state-tree": tree } })),
      { headers: { rsc: "1", "next-router-prefetch": "9", "next-url": "%" } },
      { headers: { cookie: "locale=%; theme=%00; session=%ff" } },
      { headers: { "accept-language": `${"x,".repeat(500)};q=NaN` } },
    ];
    const failed: unknown[] = [];
    for (const each of hostile) {
      const status = (await request.fetch(web + pathOf(screen), { ...each, maxRedirects: 0 })).status();
      if (status >= 500) failed.push([status, each]);
    }
    expect(failed).toEqual([]);
  });

  it.each(["light", "dark"] as const)("works, %s, without a violation of the policy", async (colorScheme) => {
    const page = whoSees(screen);
    await page.emulateMedia({ colorScheme });
    page.violations.length = 0;
    await page.goto(web + pathOf(screen));
    if (screen === "the room") await isLive(page);
    await page.waitForLoadState("networkidle");
    expect(page.violations).toEqual([]);
  });
});

it.each([
  ["evil.example", undefined, 403],
  // This 409 comes from Next.js, which does not know the action.
  ["chat.example", "chat.example", 409],
])("a server action from %s, with %s as the proxy's public host, gets %s", async (from, forwarded, status) => {
  const headers = {
    ...{ "next-action": "0".repeat(42), "content-type": "text/plain", origin: `https://${from}` },
    ...(forwarded && { "x-forwarded-host": forwarded }),
  };
  const answer = await mina.request.fetch(`${web}/enter`, { method: "POST", headers, data: "[]", maxRedirects: 0 });
  expect(answer.status()).toBe(status);
});

it("the menu's popup, the theme and the language (server actions) and the create dialog violate nothing", async () => {
  mina.violations.length = 0;
  await mina.goto(`${web}/rooms`);
  await mina.getByRole("button", { name: "내 메뉴" }).click();
  await mina.getByRole("menuitemradio", { name: "어둡게" }).click();
  await mina.locator("html[data-theme=dark]").waitFor();
  await mina.keyboard.press("Escape");
  await mina.reload();
  expect(await mina.locator("html").getAttribute("data-theme")).toBe("dark");
  await mina.getByRole("button", { name: "방 만들기" }).first().click();
  await mina.getByLabel("방 이름", { exact: true }).waitFor();
  await mina.keyboard.press("Escape");
  expect(mina.violations).toEqual([]);
});

it("forbidden actions are blocked: the tests above can fail", async () => {
  const page = await watched();
  await page.goto(web);
  await page.evaluate(() => {
    const host = document.createElement("div");
    host.innerHTML = '<img src="x:" onerror="window.canary = 1"><p style="color: red">x</p>';
    document.body.append(host);
    const script = document.createElement("script");
    script.textContent = "window.canary = 2";
    document.body.append(script);
    fetch("https://elsewhere.example/").catch(() => {});
  });
  const forbidden = ["script-src-attr", "script-src-elem", "style-src-attr", "connect-src"];
  await expect
    .poll(() => page.violations.map((violation) => violation.split(" ")[0] ?? ""))
    .toEqual(expect.arrayContaining(forbidden));
  expect(await page.evaluate(() => "canary" in window)).toBe(false);
});

describe("the API and files", () => {
  it.each(["/api/health", "/api/rooms", "/api/no/such"])(
    "%s: no sniffing, no framing, nothing to run",
    async (path) => {
      const answer = await mina.request.get(web + path);
      expect(answer.headers()).toMatchObject({
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      });
    },
  );

  it("over https, browsers must keep using it", async () => {
    const answer = await mina.request.get(`${web}/api/health`, { headers: { "x-forwarded-proto": "https" } });
    expect(answer.headers()["strict-transport-security"]).toBe("max-age=63072000");
  });
});
