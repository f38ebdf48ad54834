/**
 * Empties the rooms on PartyKit before the chat moves to another host: deploys them once more so that they accept no
 * connection, restart, and archive the events that Postgres lacks. With production's variables: `npm run rooms:drain`.
 */
import { createHmac } from "node:crypto";
import { describe, run, secretValues } from "./command";
import { deployRooms } from "./partykit";
import { readVariables } from "./variables";

const NOWHERE = "https://moved.invalid";

function variables(): Record<string, string> {
  try {
    const { values } = readVariables("production", { ...process.env, ROOMS_HOST_KIND: "partykit" });
    const all = {
      ...values,
      // The rooms refuse pages by this origin, and programs, which send none, by the secret of their tickets.
      ALLOWED_ORIGINS: NOWHERE,
      TICKET_SECRET: createHmac("sha256", values.TICKET_SECRET).update("drain").digest("hex"),
      TICKET_SECRET_PREVIOUS: undefined,
    };
    const set = Object.entries(all).filter((pair): pair is [string, string] => Boolean(pair[1]));
    return Object.fromEntries(set);
  } catch (error) {
    console.error(`Nothing was deployed.\n${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

const drained = variables();
const command = deployRooms({ domain: process.env.ROOMS_DOMAIN || undefined }, drained);
if (process.argv.includes("--dry-run")) {
  console.log(describe(command));
} else {
  await run(command, secretValues(drained)).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
  console.log("The rooms on PartyKit accept no connections. Within two minutes all waiting events are in Postgres.");
}
