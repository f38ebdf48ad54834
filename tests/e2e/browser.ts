/** Chromium: an installed one, else the one inside an npm package. Nothing is downloaded. */
import { existsSync } from "node:fs";
import { type APIRequestContext, type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { packagedChromium } from "./packaged-chromium";

/** In order of preference. The headless shell comes first, since tests take half the time in it. */
const INSTALLED = process.env.CHROMIUM_PATH
  ? [process.env.CHROMIUM_PATH]
  : ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws Error if CHROMIUM_PATH names no file, or no Chromium fits this machine. */
export async function launchBrowser(): Promise<Browser> {
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed) return chromium.launch({ executablePath: installed, args: ARGUMENTS });
  if (process.env.CHROMIUM_PATH) throw new Error(`CHROMIUM_PATH names no file: ${process.env.CHROMIUM_PATH}`);
  const { executablePath, env } = packagedChromium();
  return chromium.launch({
    executablePath,
    args: ARGUMENTS,
    env: { ...process.env, ...env } as Record<string, string>,
  });
}

/** A server may close an idle connection just when a request arrives: then the request is repeated. */
function retryResets(request: APIRequestContext): void {
  for (const method of ["get", "post", "put", "patch", "delete"] as const) {
    const send = request[method].bind(request);
    request[method] = (url, options) => send(url, { maxRetries: 2, ...options });
  }
}

/**
 * Makes `goto` and `reload` wait until the page has its parts in place: the server sends a suspended part hidden, at the page's
 * end, and for a moment its text can be there twice.
 */
function waitForParts(page: Page): Page {
  const arePlaced = () => page.locator("div[hidden][id^='S:']").first().waitFor({ state: "detached" });
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...call) => {
    const response = await goto(...call);
    await arePlaced();
    return response;
  };
  page.reload = async (...call) => {
    const response = await reload(...call);
    await arePlaced();
    return response;
  };
  return page;
}

/** A person with a browser of their own. Errors on their pages are recorded for the test. */
export async function visitor(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Page & { faults: string[] }> {
  const context = await browser.newContext({ locale: "ko-KR", reducedMotion: "reduce", ...options });
  retryResets(context.request);
  const newPage = context.newPage.bind(context);
  context.newPage = async () => waitForParts(await newPage());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${message.text()} ${message.location().url}`);
  });
  return Object.assign(page, { faults });
}
