import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/_i18n/request.ts");

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // So that a build beside a running dev server does not write into it.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  // It would lie over the message field.
  devIndicators: false,
  // The dev server is reached by both names; Next otherwise blocks its own assets for the second.
  allowedDevOrigins: ["127.0.0.1", "localhost"],
};

export default withNextIntl(config);
