import * as z from "zod";
import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { usernameExists } from "@/db/queries/users";
import { existsAnswer } from "@/lib/protocol/http/accounts";
import { reasonOf } from "@/lib/protocol/http/problems";
import { boundedString } from "@/lib/text/bounded-text";
import { USERNAME_MAX_CHARS } from "@/lib/text/names";
import { newUsernameSchema } from "@/lib/text/schemas";

export const runtime = "edge";

const params = z.object({ username: boundedString(USERNAME_MAX_CHARS) });

export const GET = handle({ params, limit: "username" }, async ({ params: { username } }) => {
  const name = newUsernameSchema.safeParse(username);
  if (name.success) return respond(existsAnswer, { exists: await usernameExists(database(), name.data) });
  const reasons = name.error.issues.map(reasonOf);
  throw new Problem("invalid_username", [{ field: "username", reason: reasons[0] ?? "invalid" }]);
});
