import { useTranslations } from "next-intl";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";

/** How somebody is called on the screen: by their name, or, once their account is gone, in words. */
export function useDisplayName(): (username: string) => string {
  const t = useTranslations("app");
  return (username) => (username === DELETED_USERNAME ? t("deletedUser") : username);
}
