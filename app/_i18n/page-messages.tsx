import { type Messages, NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";

type Namespace = keyof Messages;

/** Namespaces of the layout, of the error screens, and of parts that every page has. */
export const EVERYWHERE = ["app", "errors", "menu", "pageUser", "part"] as const satisfies readonly Namespace[];

/** The other namespaces that each page's components use in the browser; scripts/page-messages.test.ts compares them with the code. */
export const NAMESPACES = {
  home: [],
  entry: ["entry", "problems", "recovery", "wait"],
  invite: ["invite", "problems", "wait"],
  account: ["account", "entry", "notify", "problems", "receipts", "recovery", "time", "wait"],
  rooms: [
    "blocked",
    "create",
    "invite",
    "live",
    "notifications",
    "problems",
    "request",
    "rooms",
    "saved",
    "search",
    "shortcuts",
    "switcher",
    "time",
    "visibility",
    "wait",
  ],
  room: [
    "account",
    "act",
    "announce",
    "blocked",
    "create",
    "direct",
    "emoji",
    "entry",
    "files",
    "fold",
    "format",
    "invite",
    "members",
    "mention",
    "notices",
    "notifications",
    "notify",
    "person",
    "pins",
    "preview",
    "problems",
    "reactions",
    "receipts",
    "request",
    "room",
    "roomMenu",
    "saved",
    "search",
    "seek",
    "select",
    "settings",
    "time",
    "typing",
    "unread",
    "visibility",
    "wait",
  ],
} as const satisfies Record<string, readonly Namespace[]>;

export type Page = keyof typeof NAMESPACES;

/** Gives its children only the texts of one page: otherwise every page's HTML would contain the whole catalogue. */
export async function PageMessages({ page, children }: { page?: Page; children: ReactNode }) {
  const messages = await getMessages();
  const names: readonly Namespace[] = [...EVERYWHERE, ...(page ? NAMESPACES[page] : [])];
  const picked = Object.fromEntries(names.map((name) => [name, messages[name]]));
  return <NextIntlClientProvider messages={picked}>{children}</NextIntlClientProvider>;
}
