/** Chromium's own virtual authenticator: passkeys without hands, so that a test holds them. */
import type { Browser, Page } from "playwright-core";
import { openDatabase } from "@/db/client";
import { passkeys } from "@/db/schema";
import { visitor } from "./browser";

/** Gives a page a device that unlocks whenever it is asked, and says what it holds. */
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
    /** From now on nobody touches it; or somebody does again. */
    touch: (enabled: boolean) => cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }),
  };
}

/** Somebody with a browser of their own, and a device for passkeys. */
export async function newcomer(browser: Browser, locale: string) {
  const page = await visitor(browser, { locale });
  return { page, key: await giveAuthenticator(page) };
}

/** What a browser does when its owner closes its dialog. */
export function refuseDialogs(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const refuse = () => Promise.reject(new DOMException("closed", "NotAllowedError"));
    navigator.credentials.create = refuse;
    navigator.credentials.get = refuse;
  });
}

/** A browser from before passkeys. Counts for the pages to come. */
export async function withoutPasskeys(page: Page): Promise<void> {
  await page.addInitScript(() => Reflect.deleteProperty(window, "PublicKeyCredential"));
}

/** Takes every passkey out of the database, as if removed on other devices. */
export async function clearPasskeys(env: Record<string, string>): Promise<void> {
  const { DATABASE_URL = "", NEON_FETCH_ENDPOINT } = env;
  await openDatabase({ DATABASE_URL, NEON_FETCH_ENDPOINT }).delete(passkeys);
}
