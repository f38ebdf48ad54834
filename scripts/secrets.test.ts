import { expect, it } from "vitest";
import { WEB_VARIABLES } from "@/lib/server/env";
import { SECRETS } from "./secrets";

/** Variables whose values are public or useless to an attacker. */
const NO_SECRETS = [
  ...["NEXT_PUBLIC_PARTYKIT_HOST", "CHAT_HOSTS", "ALLOWED_ORIGINS", "ADDRESS_HEADER", "KEY_PREFIX", "LIMIT_SCALE"],
  ...["ROOMS_INTERNAL_URL", "NEON_FETCH_ENDPOINT", "SIGNUP_MODE", "S3_ENDPOINT", "S3_BUCKET", "S3_REGION"],
];

it("check:bundle searches for every secret of the web side, including previous ones", () => {
  const secret = WEB_VARIABLES.filter((name) => !NO_SECRETS.includes(name) && !name.startsWith("VERCEL"));
  expect([...SECRETS].sort()).toEqual(secret.sort());
});
