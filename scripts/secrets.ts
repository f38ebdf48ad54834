/** Secret variables of the web side. `npm run check:bundle` searches the browsers' files for each. */
export const SECRETS = [
  "DATABASE_URL",
  "UPSTASH_REDIS_REST_URL",
  "UPSTASH_REDIS_REST_TOKEN",
  "TICKET_SECRET",
  "TICKET_SECRET_PREVIOUS",
  "SESSION_SECRET",
  "SESSION_SECRET_PREVIOUS",
  "HEALTH_TOKEN",
  "S3_ACCESS_KEY_ID",
  "S3_SECRET_ACCESS_KEY",
] as const;
/** Secret variables of a deployment's build. */
export const BUILD_SECRETS = ["CLOUDFLARE_API_TOKEN", "PARTYKIT_TOKEN", "NEON_API_KEY", "PREVIEW_SECRET"] as const;
