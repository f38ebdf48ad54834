import { details, isUp, mayReadDetails } from "@/app/_server/health";
import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { healthAnswer } from "@/lib/protocol/http/health";

export const runtime = "edge";

/** `up`: whether the database is available, without which nobody can sign in; if not, status 503. Details need HEALTH_TOKEN. */
export const GET = handle({}, async ({ request }) => {
  const parts = (await mayReadDetails(request)) ? await details() : undefined;
  const up = parts ? parts.database.up : await isUp();
  return respond(healthAnswer, { up, ...parts }, { status: up ? 200 : 503 });
});
