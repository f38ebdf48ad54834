/** Rooms on PartyKit's own platform, or on a Cloudflare account through PartyKit: for projects that already deploy there. */
import { ROOM_VARIABLES } from "@/lib/server/env";
import { type Command, CommandFailure, run } from "./command";

export interface PartykitRooms {
  kind: "partykit";
  /** Where they will answer, as PartyKit derives it from the same values. */
  host: string;
  slug?: string;
  domain?: string;
}

/** `partykit deploy`: the rooms get the variables that they read and no other. */
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

/** `partykit delete` of a preview's rooms and everything that they store. */
export function roomsDeletion(slug: string): Command {
  return { program: "partykit", args: ["delete", "--force", "--preview", slug] };
}

/** What PartyKit says about rooms that were never made, or are already deleted. */
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
