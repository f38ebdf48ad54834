/**
 * Rooms on PartyKit's own platform, or on a Cloudflare account through PartyKit: for projects that already deploy
 * there.
 */
import { ROOM_VARIABLES } from "@/lib/server/env";
import { type Command, CommandFailure, run } from "./command";

export interface PartykitRooms {
  kind: "partykit";
  /** The rooms' host, as PartyKit derives it from the same values. */
  host: string;
  slug?: string;
  domain?: string;
}

/** `partykit deploy`: passes the rooms exactly the variables that they read. */
export function deployRooms(
  { slug, domain }: Pick<PartykitRooms, "slug" | "domain">,
  variables: Record<string, string>,
): Command {
  const set = ROOM_VARIABLES.filter((name) => variables[name]);
  return {
    program: "partykit",
    args: [
      "deploy",
      ...(slug ? ["--preview", slug] : []),
      ...(domain ? ["--domain", domain] : []),
      ...set.flatMap((name) => ["--var", `${name}=${variables[name]}`]),
    ],
  };
}

/** `partykit delete` of a preview's rooms and their storage. */
export function roomsDeletion(slug: string): Command {
  return { program: "partykit", args: ["delete", "--force", "--preview", slug] };
}

/** PartyKit's message if the rooms never existed or are already deleted. */
const NO_ROOMS = /not found|no such|does not exist|404/i;

export async function deletePartykitRooms(slug: string, secrets: readonly string[]): Promise<"deleted" | "missing"> {
  try {
    await run(roomsDeletion(slug), secrets);
    return "deleted";
  } catch (error) {
    if (error instanceof CommandFailure && NO_ROOMS.test(error.said)) return "missing";
    throw error;
  }
}
