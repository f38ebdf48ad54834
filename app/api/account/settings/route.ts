import { setReceipts, settingsOf } from "../../../../db/settings";
import { settingsAnswer, settingsBody } from "../../../../lib/api";
import { deliver } from "../../../_server/deliver";
import { handle } from "../../../_server/handle";
import { respond } from "../../../_server/respond";
import { database } from "../../../_server/services";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user }) =>
  respond(settingsAnswer, await settingsOf(database(), user.id)),
);

/** Rooms in which the user may have an open socket are called at once; others get the setting with the next ticket. */
export const PUT = handle(
  { session: true, body: settingsBody, limit: "settings" },
  async ({ user, body: { receipts } }) => {
    await deliver(await setReceipts(database(), user.id, receipts));
    return respond(settingsAnswer, { receipts });
  },
);
