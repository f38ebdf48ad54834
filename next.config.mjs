import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/_i18n/request.ts");

const PERMISSIONS = ["camera", "microphone", "geolocation", "payment", "usb", "serial", "bluetooth", "display-capture"];
const headersOf = (/** @type {Record<string, string>} */ pairs) =>
  Object.entries(pairs).map(([key, value]) => ({ key, value }));

/** What every answer says. A page's Content-Security-Policy has a nonce and comes from proxy.ts. */
const EVERYWHERE = headersOf({
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  // Other sites learn nothing of where somebody came from; our own server still sees an Origin on every write.
  "Referrer-Policy": "same-origin",
  "Permissions-Policy": [
    ...PERMISSIONS.map((name) => `${name}=()`),
    "publickey-credentials-get=(self)",
    "publickey-credentials-create=(self)",
  ].join(", "),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
});
const TWO_YEARS_S = 2 * 365 * 24 * 60 * 60;

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // So that a build beside a running dev server does not write into it.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  // "standalone" where an image is made: the server with just the packages that it needs.
  output: process.env.NEXT_OUTPUT === "standalone" ? "standalone" : undefined,
  // A build for browser tests is used once: no types, which `npm run check` has looked at, no small code, no cache for the next one.
  ...(process.env.TEST_BUILD && {
    typescript: { ignoreBuildErrors: true },
    experimental: { turbopackMinify: false, turbopackFileSystemCacheForBuild: false },
  }),
  // It would lie over the message field.
  devIndicators: false,
  // The dev server is reached by both names; Next otherwise blocks its own assets for the second.
  allowedDevOrigins: ["127.0.0.1", "localhost"],
  // What a deployment's build has made reaches the server's code, and never the browser's (lib/server/env.ts).
  ...(process.env.DEPLOYED_ENV && {
    compiler: { defineServer: { "process.env.DEPLOYED_ENV": process.env.DEPLOYED_ENV } },
  }),
  headers: async () => [
    { source: "/:path*", headers: EVERYWHERE },
    {
      source: "/:path*",
      // A browser ignores it over http, where the standard forbids it.
      has: [{ type: "header", key: "x-forwarded-proto", value: "https" }],
      headers: headersOf({ "Strict-Transport-Security": `max-age=${TWO_YEARS_S}` }),
    },
    {
      source: "/api/:path*",
      headers: headersOf({ "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'" }),
    },
  ],
};

export default withNextIntl(config);
