import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { LOCALE_COOKIE, localeFor } from "./locale";

/** The time zone of dates that the server renders. After hydration the browser uses its own zone. */
const TIME_ZONE = "Asia/Seoul";

export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = localeFor(jar.get(LOCALE_COOKIE)?.value, head.get("accept-language"));
  const catalogue = await (locale === "ko" ? import("./ko.json") : import("./en.json"));
  return { locale, messages: catalogue.default, timeZone: TIME_ZONE, now: new Date() };
});
