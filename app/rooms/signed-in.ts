import { redirect } from "next/navigation";
import type { User } from "../../lib/protocol";
import { currentUser } from "../_server/session";
import { entryPath } from "../_ui/next-path";

/** Who is looking at `path`; a stranger is sent to the door and comes back to it afterwards. @throws Unavailable */
export async function signedInAt(path: string): Promise<User> {
  const me = await currentUser();
  if (!me) redirect(entryPath("/enter", path));
  return me.user;
}
