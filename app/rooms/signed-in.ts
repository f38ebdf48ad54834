import { redirect } from "next/navigation";
import { currentUser } from "@/app/_server/auth/session";
import { entryPath } from "@/app/_ui/hooks/next-path";
import type { User } from "@/lib/protocol/room";

/**
 * The signed-in user at `path`. Redirects a visitor who is not signed in to the sign-in page, which leads back to
 * `path`. @throws Unavailable
 */
export async function signedInAt(path: string): Promise<User> {
  const me = await currentUser();
  if (!me) redirect(entryPath("/enter", path));
  return me.user;
}
