/** Requests of a page that a test holds back. */
import type { Page } from "playwright-core";

/** Holds back the page's requests that match a glob pattern, until the returned function is called. */
export async function holdRequests(page: Page, pattern: string): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(pattern, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** Lets held scripts arrive, which ends all routes of the page; or makes them fail until it is called again. */
export type Answer = (kind: "pass" | "fail") => Promise<void>;

/** Holds back the app's scripts that contain `mark`, until they are answered. */
export async function holdScripts(page: Page, mark: string): Promise<Answer> {
  let decide: (kind: "pass" | "fail") => void = () => {};
  let decided = new Promise<"pass" | "fail">((resolve) => {
    decide = resolve;
  });
  await page.route("**/_next/static/chunks/**", async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    if (body.includes(mark) && (await decided) === "fail") return route.abort();
    await route.fulfill({ response, body });
  });
  return async (kind) => {
    decide(kind);
    decided = Promise.resolve(kind);
    // A handler that still runs when the test closes the page fails, which says nothing about the app.
    if (kind === "pass") await page.unrouteAll({ behavior: "ignoreErrors" });
  };
}
