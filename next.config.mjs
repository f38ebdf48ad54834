import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin({
  requestConfig: "./app/_i18n/request.ts",
  // Compiles the catalogues at build time: browsers then need no parser for texts with parameters (docs/decisions/0019-first-load.md).
  experimental: { messages: { path: "./app/_i18n", format: "json", locales: ["ko", "en"], precompile: true } },
});

const PERMISSIONS = ["camera", "microphone", "geolocation", "payment", "usb", "serial", "bluetooth", "display-capture"];
const headersOf = (/** @type {Record<string, string>} */ pairs) =>
  Object.entries(pairs).map(([key, value]) => ({ key, value }));

/** Headers of every response. proxy.ts adds a page's Content-Security-Policy, since that contains a nonce. */
const EVERYWHERE = headersOf({
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  // Other sites get no referrer. `no-referrer` would also hide the Origin of writes from our own server.
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
  // A separate folder keeps a build from overwriting the files of a running dev server.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  // "standalone" for the Docker image: the server with only the packages that it needs.
  output: process.env.NEXT_OUTPUT === "standalone" ? "standalone" : undefined,
  // A build for browser tests is used once, so it skips minifying, caching, and type checks (`npm run check` has them).
  ...(process.env.TEST_BUILD && {
    typescript: { ignoreBuildErrors: true },
    experimental: { turbopackMinify: false, turbopackFileSystemCacheForBuild: false },
  }),
  // Next.js's indicator would cover the message field.
  devIndicators: false,
  // The dev server is opened under both names; without this Next.js blocks its own assets under the second one.
  allowedDevOrigins: ["127.0.0.1", "localhost"],
  // A deployment's build makes these values (lib/server/env.ts). They are inlined in the server's code, never in the browser's.
  ...(process.env.DEPLOYED_ENV && {
    compiler: { defineServer: { "process.env.DEPLOYED_ENV": process.env.DEPLOYED_ENV } },
  }),
  headers: async () => [
    { source: "/:path*", headers: EVERYWHERE },
    {
      source: "/:path*",
      // The standard forbids this header over http.
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
