import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { userAnswer } from "@/lib/protocol/http/accounts";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user }) => respond(userAnswer, { user }));
