/** Chromium's virtual authenticator, so that tests use passkeys without a person. */
import type { Browser, Page } from "playwright-core";
import { openDatabase } from "@/db/client";
import { passkeys } from "@/db/schema";
import { visitor } from "./browser";

/** Gives a page an authenticator that unlocks on every request. Returns its passkeys. */
export async function giveAuthenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    held: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    /** Sets whether the user confirms requests from now on. */
    touch: (enabled: boolean) => cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }),
  };
}

/** A visitor with a browser of their own and an authenticator. */
export async function newcomer(browser: Browser, locale: string) {
  const page = await visitor(browser, { locale });
  return { page, key: await giveAuthenticator(page) };
}

/** Does what a browser does when the user closes its dialog. */
export function refuseDialogs(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const refuse = () => Promise.reject(new DOMException("closed", "NotAllowedError"));
    navigator.credentials.create = refuse;
    navigator.credentials.get = refuse;
  });
}

/** Makes the browser's next pages support no passkeys. */
export async function withoutPasskeys(page: Page): Promise<void> {
  await page.addInitScript(() => Reflect.deleteProperty(window, "PublicKeyCredential"));
}

/** Removes every passkey from the database, as if from other devices. */
export async function clearPasskeys(env: Record<string, string>): Promise<void> {
  const { DATABASE_URL = "", NEON_FETCH_ENDPOINT } = env;
  await openDatabase({ DATABASE_URL, NEON_FETCH_ENDPOINT }).delete(passkeys);
}
