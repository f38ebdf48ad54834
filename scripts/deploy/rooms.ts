import { ROOM_VARIABLES } from "../../lib/env";
import type { Command } from "./command";
import type { Deployment } from "./deployment";

/** `partykit deploy`: the rooms get what they read and no more; the screens' secret is not among it. */
export function deployRooms(
  { slug, rooms }: Pick<Deployment, "slug" | "rooms">,
  variables: Record<string, string>,
): Command {
  const set = ROOM_VARIABLES.filter((name) => variables[name]);
  return {
    program: "partykit",
    args: [
      "deploy",
      ...(slug ? ["--preview", slug] : []),
      ...(rooms.domain ? ["--domain", rooms.domain] : []),
      ...set.flatMap((name) => ["--var", `${name}=${variables[name]}`]),
    ],
  };
}

/** `partykit delete` of a preview's rooms, with all that they keep. */
export function roomsDeletion(slug: string): Command {
  return { program: "partykit", args: ["delete", "--force", "--preview", slug] };
}
