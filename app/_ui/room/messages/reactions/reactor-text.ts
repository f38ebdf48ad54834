import { useFormatter, useTranslations } from "next-intl";
import { useContext } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { LogContext } from "@/app/_ui/room/log/log-context";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { reactors } from "./reactors";

/** How many names the tooltip shows; the others are counted, and the full list has them. */
export const NAMES_MAX = 10;

/** Returns a user's displayed name: "you" for the user themselves; undefined if it is not known. */
export function useNames() {
  const t = useTranslations();
  const { you } = useRoomContext();
  const { people } = useContext(LogContext);
  const nameOf = useDisplayName();
  const known = (id: string) => {
    const username = people.get(id);
    return id === you.id ? t("reactions.you") : username === undefined ? undefined : nameOf(username);
  };
  return {
    ordered: (by: readonly string[]) => reactors(by, you.id, known),
    name: (id: string) => known(id) ?? t("receipts.somebody"),
  };
}

/** A reaction's users in one phrase: the first few names and the number of others. */
export function useReactorText(): (by: readonly string[]) => string {
  const t = useTranslations("reactions");
  const format = useFormatter();
  const { ordered, name } = useNames();
  return (by) => {
    const names = ordered(by).slice(0, NAMES_MAX).map(name);
    const others = by.length - names.length;
    return others > 0 ? t("andOthers", { names: names.join(", "), count: others }) : format.list(names);
  };
}
