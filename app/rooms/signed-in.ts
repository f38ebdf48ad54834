import { redirect } from "next/navigation";
import { currentUser } from "@/app/_server/auth/session";
import { entryPath } from "@/app/_ui/hooks/next-path";
import type { User } from "@/lib/protocol/room";

/** Who is looking at `path`; a stranger is sent to the door and comes back to it afterwards. @throws Unavailable */
export async function signedInAt(path: string): Promise<User> {
  const me = await currentUser();
  if (!me) redirect(entryPath("/enter", path));
  return me.user;
}
