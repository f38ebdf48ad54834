import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { deliver } from "@/app/_server/rooms/deliver";
import { database } from "@/app/_server/services";
import { setReceipts, settingsOf } from "@/db/queries/users";
import { settingsAnswer, settingsBody } from "@/lib/protocol/http/accounts";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user }) =>
  respond(settingsAnswer, await settingsOf(database(), user.id)),
);

/** Turns read receipts on or off. Rooms that may have a socket of the user are called at once; other rooms learn it from the next ticket. */
export const PUT = handle(
  { session: true, body: settingsBody, limit: "settings" },
  async ({ user, body: { receipts } }) => {
    await deliver(await setReceipts(database(), user.id, receipts));
    return respond(settingsAnswer, { receipts });
  },
);
