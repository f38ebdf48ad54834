import { z } from "zod";
import { usernameExists } from "../../../../db/users";
import { existsAnswer, reasonOf } from "../../../../lib/api";
import { boundedString } from "../../../../lib/bounded-text";
import { newUsernameSchema, USERNAME_MAX_CHARS } from "../../../../lib/names";
import { handle } from "../../../_server/handle";
import { Problem, respond } from "../../../_server/respond";
import { database } from "../../../_server/services";

export const runtime = "edge";

const params = z.object({ username: boundedString(USERNAME_MAX_CHARS) });

export const GET = handle({ params, limit: "username" }, async ({ params: { username } }) => {
  const name = newUsernameSchema.safeParse(username);
  if (name.success) return respond(existsAnswer, { exists: await usernameExists(database(), name.data) });
  const reasons = name.error.issues.map(reasonOf);
  throw new Problem("invalid_username", [{ field: "username", reason: reasons[0] ?? "invalid" }]);
});
