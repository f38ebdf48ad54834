import { healthAnswer } from "../../../lib/api";
import { handle } from "../../_server/handle";
import { details, isUp, mayReadDetails } from "../../_server/health";
import { respond } from "../../_server/respond";

export const runtime = "edge";

/** `up`: whether users can enter. 200 with the database, 503 without. Details need HEALTH_TOKEN. */
export const GET = handle({}, async ({ request }) => {
  const parts = (await mayReadDetails(request)) ? await details() : undefined;
  const up = parts ? parts.database.up : await isUp();
  return respond(healthAnswer, { up, ...parts }, { status: up ? 200 : 503 });
});
