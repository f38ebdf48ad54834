import { bigint, timestamp } from "drizzle-orm/pg-core";

/** Millisecond precision: that of the wire, which a keyset cursor must reproduce exactly. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
export const seq = (name: string) => bigint(name, { mode: "number" });
