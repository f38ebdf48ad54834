/** A deployment's steps, in order. Each can be repeated: a second run finds the results of the first. */
import { migrateDatabase } from "@/db/migrate/migrate";
import { claimDatabase } from "@/db/migrate/owner";
import type { SharedEnv } from "@/lib/server/env";
import { roomEnv, webEnvOf } from "@/lib/server/env";
import { describe, run, secretValues } from "./command";
import type { Deployment } from "./deployment";
import { neonDatabase } from "./neon";
import { deployRooms, type PartykitRooms } from "./partykit";
import { type Checked, checkWorker, deployWorker, describeDeploy, type WorkerRooms } from "./worker";

export interface Step {
  title: string;
  /** The text that a dry run prints. */
  plan: string;
  run(): Promise<void>;
  /** The user's remedy if the step fails. */
  remedy: string;
}

/** Results that a step passes to later ones. */
interface Progress {
  variables: Record<string, string>;
  databaseId?: string;
  checked?: Checked;
}

/** The parsed `variables`. */
type DatabaseEnv = Pick<SharedEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">;

const UNKNOWN_DATABASE = "postgresql://known.only.to/neon";
const UNKNOWN_HOST = "known.only.to.cloudflare";

export function stepsOf(deployment: Deployment): Step[] {
  const { database, rooms } = deployment;
  const progress: Progress = { variables: { ...deployment.variables } };
  if ("neon" in database) progress.variables.DATABASE_URL = UNKNOWN_DATABASE;
  progress.variables.NEXT_PUBLIC_PARTYKIT_HOST = rooms.kind === "partykit" ? rooms.host : UNKNOWN_HOST;
  // Uses the schemas that parse the variables at runtime, so that nothing is deployed that could not start.
  roomEnv(progress.variables);
  // On Vercel the platform sets `VERCEL` itself, which selects the header with the client's address.
  webEnvOf({ ...progress.variables, VERCEL: "1" });
  return [
    ...("neon" in database ? [neonBranch(database, progress)] : []),
    claim(deployment, progress),
    ...(rooms.kind === "cloudflare" ? [check(deployment, rooms, progress)] : []),
    migrate(progress),
    rooms.kind === "cloudflare" ? worker(deployment, rooms, progress) : partykit(rooms, progress),
    screens(deployment, progress),
  ];
}

function neonBranch(
  { neon: at, branch }: Extract<Deployment["database"], { neon: unknown }>,
  { variables }: Progress,
): Step {
  return {
    title: `Neon branch ${branch}`,
    plan: `find or make branch ${branch} in Neon's project ${at.project}`,
    remedy:
      "Check NEON_API_KEY and NEON_PROJECT_ID, and the project's limit of branches: `npm run preview:sweep` deletes previews whose branch is gone.",
    async run() {
      variables.DATABASE_URL = await neonDatabase(at, branch);
    },
  };
}

function claim({ name }: Deployment, progress: Progress): Step {
  return {
    title: "whose database it is",
    plan: `mark the database as that of ${name}, or stop if it is another's`,
    remedy:
      "A preview needs a database without production's data in it, and one of its own: NEON_PROJECT_ID must be a project for previews " +
      "alone. If the database is meant to change its deployment: delete from drizzle.deployment; then build again.",
    async run() {
      progress.databaseId = await claimDatabase(progress.variables as DatabaseEnv, name);
    },
  };
}

const markOf = ({ markOf: mark }: Deployment, { databaseId = "" }: Progress) => mark(databaseId);

function check(deployment: Deployment, rooms: WorkerRooms, progress: Progress): Step {
  return {
    title: `a place for the Worker ${rooms.name}`,
    plan: `look into Cloudflare's account ${rooms.account.id}: is the name free or this deployment's, is there room, is there an address; bundle the Worker`,
    remedy: "Nothing was uploaded, and the database was not migrated.",
    async run() {
      progress.checked = await checkWorker(rooms, markOf(deployment, progress));
    },
  };
}

function migrate({ variables }: Progress): Step {
  return {
    title: "migrations",
    plan: "bring the database up to the newest migration",
    remedy:
      "Earlier migrations stay, and the deployed version keeps running. Fix the migration, or the data it fails on, and build again.",
    async run() {
      const { applied, collisions, isSearchFilled } = await migrateDatabase(variables as DatabaseEnv);
      console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "Nothing to apply.");
      if (!isSearchFilled) console.log("Old messages are not all searchable yet; the next build continues.");
      for (const [holder, ...others] of collisions) {
        console.warn(
          `Names that look like "${holder}", an older account; they cannot enter until renamed: ${others.join(", ")}`,
        );
      }
    },
  };
}

function worker(deployment: Deployment, rooms: WorkerRooms, progress: Progress): Step {
  const { variables } = progress;
  return {
    title: `rooms as the Worker ${rooms.name}`,
    plan: describeDeploy(rooms, variables),
    remedy:
      "The database is migrated, and the previous version works with it. wrangler's output above has the reason. " +
      "Check CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN if it is about permissions, and build again.",
    async run() {
      const { checked } = progress;
      if (!checked) throw new Error("the Worker was not checked before its deployment");
      const mark = markOf(deployment, progress);
      // Cloudflare stores at most 100 bytes; a branch's name may be longer.
      const message = `${deployment.commit} ${deployment.name}`;
      const { host, isUnchanged } = await deployWorker(rooms, checked, { mark, message, variables });
      variables.NEXT_PUBLIC_PARTYKIT_HOST = host;
      console.log(isUnchanged ? `Unchanged: the rooms at ${host} go on.` : `The rooms answer at ${host}.`);
    },
  };
}

function partykit(rooms: PartykitRooms, { variables }: Progress): Step {
  return {
    title: `rooms at ${rooms.host}`,
    plan: describe(deployRooms(rooms, variables)),
    remedy:
      "The database is migrated, and the previous version works with it. Check PARTYKIT_LOGIN and PARTYKIT_TOKEN " +
      "(with ROOMS_DOMAIN also CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN), and build again.",
    run: () => run(deployRooms(rooms, variables), secretValues(variables)),
  };
}

function screens({ made }: Deployment, { variables }: Progress): Step {
  const command = () => {
    const own = Object.fromEntries(made.map((name) => [name, variables[name] ?? ""]));
    return { program: "next", args: ["build"], env: { ...own, DEPLOYED_ENV: JSON.stringify(own) } };
  };
  return {
    title: "screens",
    plan: describe(command()),
    remedy:
      "The new rooms are deployed and serve the previous web side. Fix the error of `npm run build`, and build again.",
    run: () => run(command(), secretValues(variables)),
  };
}
