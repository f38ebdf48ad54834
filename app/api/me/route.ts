import { userAnswer } from "../../../lib/api";
import { handle } from "../../_server/handle";
import { respond } from "../../_server/respond";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user }) => respond(userAnswer, { user }));
