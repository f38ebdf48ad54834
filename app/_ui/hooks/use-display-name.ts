import { useTranslations } from "next-intl";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";

/** A user's displayed name; for a deleted account, a text that says so. */
export function useDisplayName(): (username: string) => string {
  const t = useTranslations("app");
  return (username) => (username === DELETED_USERNAME ? t("deletedUser") : username);
}
