import type { Locale } from "./locale";
import type catalogue from "./ko.json";

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof catalogue;
  }
}
