import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/_i18n/request.ts");

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // The dev server is reached by both names; Next otherwise blocks its own assets for the second.
  allowedDevOrigins: ["127.0.0.1", "localhost"],
};

export default withNextIntl(config);
