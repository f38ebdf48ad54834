import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callApi } from "@/app/_ui/api/call-api";
import { getTicket } from "@/app/_ui/api/get-ticket";
import { PAGE_USER_HEADER } from "@/lib/protocol/page-user-header";
import { checkSession } from "./check-session";
import { claimPage, forgetPage, noteSession, pageSession, pageUser, subscribePageSession } from "./page-user";

const asked = vi.fn();
let answer: () => Response;
beforeEach(() => {
  answer = () => Response.json({});
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    asked(path, new Headers(init.headers).get(PAGE_USER_HEADER));
    return answer();
  });
});
afterEach(() => {
  forgetPage();
  asked.mockReset();
  vi.unstubAllGlobals();
});
const problem = (status: number, code: string) => () => Response.json({ code }, { status });

describe("a document", () => {
  it("belongs to the first user whose page it shows, and later to no other user", () => {
    expect([claimPage(undefined), claimPage("a"), claimPage("a")]).toEqual([true, true, true]);
    expect([claimPage("b"), claimPage(undefined), pageUser()]).toEqual([false, false, "a"]);
  });

  it("without a user does not change when somebody signs in or out elsewhere", () => {
    claimPage(undefined);
    noteSession("signed_out");
    expect(pageSession()).toBe("current");
  });
});

describe("a call", () => {
  it.each([
    ["GET", undefined],
    ["POST", { name: "Tea" }],
    ["DELETE", undefined],
  ] as const)("%s names the page's user", async (method, body) => {
    claimPage("a");
    await callApi("/api/rooms", { method, body });
    expect(asked).toHaveBeenCalledWith("/api/rooms", "a");
  });

  it("of a page without a user names no user", async () => {
    await callApi("/api/enter", { method: "POST", body: {} });
    expect(asked).toHaveBeenCalledWith("/api/enter", null);
  });

  it.each([
    [401, "unauthenticated", "signed_out"],
    [409, "other_account", "other_account"],
    [401, "wrong_credentials", "current"],
    [409, "username_taken", "current"],
    [503, "unavailable", "current"],
  ])("answered with %i %s makes the page's session %s", async (status, code, session) => {
    claimPage("a");
    answer = problem(status, code);
    const listener = vi.fn();
    subscribePageSession(listener);
    await callApi("/api/rooms");
    expect([pageSession(), listener.mock.calls.length]).toEqual([session, session === "current" ? 0 : 1]);
  });

  it("whose response breaks off has no data, and is a failure", async () => {
    const broken = () => new ReadableStream({ start: (controller) => controller.error(new TypeError("reset")) });
    answer = () => new Response(broken(), { status: 201 });
    expect(await callApi("/api/rooms", { method: "POST" })).toEqual({ ok: false, status: 0, code: "offline" });
    answer = () => new Response(null, { status: 204 });
    expect(await callApi("/api/logout", { method: "POST" })).toEqual({ ok: true, data: undefined });
  });

  it("for a ticket is refused permanently if another account is signed in, and may be retried if the request fails", async () => {
    claimPage("a");
    answer = problem(409, "other_account");
    expect(await getTicket("/api/inbox/ticket")).toEqual({ refusal: "other_account" });
    answer = problem(503, "unavailable");
    await expect(getTicket("/api/inbox/ticket")).rejects.toThrow("unavailable");
  });
});

describe("checking who is signed in", () => {
  it("stops the page, and resumes it when its own user is back", async () => {
    claimPage("a");
    answer = problem(409, "other_account");
    expect([await checkSession(), pageSession()]).toEqual([false, "other_account"]);
    answer = problem(401, "unauthenticated");
    expect([await checkSession(), pageSession()]).toEqual([false, "signed_out"]);
    answer = () => Response.json({ user: { id: "a", username: "a" } });
    expect([await checkSession(), pageSession()]).toEqual([true, "current"]);
  });

  it("changes nothing when the server does not answer", async () => {
    claimPage("a");
    answer = () => {
      throw new TypeError("offline");
    };
    expect([await checkSession(), pageSession()]).toEqual([undefined, "current"]);
  });
});

describe("every page declares the user it was rendered for", () => {
  const APP = join(import.meta.dirname, "../../..");
  const files = readdirSync(APP, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(^|\/)(page|not-found)\.tsx$/.test(file),
  );

  it("premise: there are pages", () => expect(files.length).toBeGreaterThan(8));
  it.each(files)("%s", (file) => expect(readFileSync(join(APP, file), "utf8")).toContain("<PageUserProvider"));
});

it("only callApi calls our API, so every call names its page's user", () => {
  const UI = join(import.meta.dirname, "../..");
  const files = readdirSync(UI, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"),
  );
  const fetching = files.filter((file) =>
    /\b(fetch|XMLHttpRequest|sendBeacon)\(/.test(readFileSync(join(UI, file), "utf8")),
  );
  expect(fetching).toEqual(["api/call-api.ts"]);
});
