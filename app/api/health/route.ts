import { healthAnswer } from "../../../lib/api";
import { handle } from "../../_server/handle";
import { health } from "../../_server/health";
import { respond } from "../../_server/respond";

export const runtime = "edge";

/** Up means that the chat can be entered: 200 with the database, 503 without. Redis and the rooms are told, not judged. */
export const GET = handle({}, async () => {
  const found = await health();
  return respond(healthAnswer, found, { status: found.database.up ? 200 : 503 });
});
