import type { Visibility } from "@/lib/protocol/levels";
import { DESCRIPTION_KIND, ROOM_NAME_KIND } from "@/lib/text/names";
import { textProblem } from "@/lib/text/text-kind";

/** What a form with a room's name and description says; `visibility` is undefined if the form has no choice of it. */
export interface TypedRoom {
  name: string;
  description: string;
  visibility: Visibility | undefined;
}

/** Reads a form of a room's properties. @returns the properties as they are stored, or the first wrong field */
export function readRoomForm(form: HTMLFormElement): { room: TypedRoom } | { wrong: "name" | "description" } {
  const data = new FormData(form);
  const name = String(data.get("name") ?? "");
  const description = String(data.get("description") ?? "");
  if (textProblem(ROOM_NAME_KIND, name)) return { wrong: "name" };
  if (textProblem(DESCRIPTION_KIND, description)) return { wrong: "description" };
  const visibility = (data.get("visibility") as Visibility | null) ?? undefined;
  return { room: { name: ROOM_NAME_KIND.form(name), description: DESCRIPTION_KIND.form(description), visibility } };
}
