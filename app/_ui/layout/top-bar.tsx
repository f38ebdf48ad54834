import { cookies } from "next/headers";
import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "./logo";
import { THEME_COOKIE, themeFrom } from "./theme";
import { UserMenu } from "./user-menu";

interface TopBarProps {
  username?: string;
  /** For a single column. */
  narrow?: boolean;
  /** Before the menu. */
  children?: ReactNode;
}

/** The bar of every screen except the room's: the link to the start page, and the menu. */
export function TopBar({ username, narrow = false, children }: TopBarProps) {
  return (
    <header
      className={`mx-auto flex w-full items-center justify-between px-4 py-2 sm:py-3 ${narrow ? "max-w-3xl" : "max-w-5xl"}`}
    >
      <Link href={username ? "/rooms" : "/"} prefetch={false} className="flex min-h-11 items-center rounded-lg">
        <Logo />
      </Link>
      <div className="flex gap-1">
        {children}
        <ServerUserMenu username={username} />
      </div>
    </header>
  );
}

/** The menu with the theme that this request's cookie names. */
export async function ServerUserMenu({ username }: { username?: string }) {
  const theme = themeFrom((await cookies()).get(THEME_COOKIE)?.value);
  return <UserMenu username={username} theme={theme} />;
}
