import { setReceipts, settingsOf } from "../../../../db/settings";
import { settingsAnswer, settingsBody } from "../../../../lib/api";
import { tellRooms } from "../../../_server/call-rooms";
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
    const rooms = await setReceipts(database(), user.id, receipts);
    const order = { type: "receipts", userId: user.id, on: receipts } as const;
    await tellRooms(rooms.map((roomId) => ({ roomId, orders: [order] })));
    return respond(settingsAnswer, { receipts });
  },
);
