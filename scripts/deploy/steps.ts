/** A deployment's steps, in their order. Each can be repeated: a second run finds what the first has made. */
import { migrateDatabase } from "../../db/migrate";
import { claimDatabase } from "../../db/owner";
import type { SharedEnv } from "../../lib/env";
import { roomEnv, webEnvOf } from "../../lib/env";
import { describe, run } from "./command";
import type { Deployment } from "./deployment";
import { neonDatabase } from "./neon";
import { deployRooms } from "./rooms";

export interface Step {
  title: string;
  /** What a dry run says of it. */
  plan: string;
  run(): Promise<void>;
  /** What to do where it fails. */
  remedy: string;
}

/** What `variables` hold: the schemas have seen it. */
type DatabaseEnv = Pick<SharedEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">;

const PLACEHOLDER = "postgresql://known.only.to/neon";

export function stepsOf(deployment: Deployment): Step[] {
  const { database } = deployment;
  const variables = { ...deployment.variables };
  if ("neon" in database) variables.DATABASE_URL = PLACEHOLDER;
  // The same schemas that will read them, so that nothing is deployed that would not start.
  roomEnv(variables);
  webEnvOf(variables);
  const steps = [
    claim(deployment, variables),
    migrate(variables),
    rooms(deployment, variables),
    screens(deployment, variables),
  ];
  return "neon" in database ? [neonBranch(database, variables), ...steps] : steps;
}

function neonBranch(
  { neon: at, branch }: Extract<Deployment["database"], { neon: unknown }>,
  variables: Record<string, string>,
): Step {
  return {
    title: `Neon branch ${branch}`,
    plan: `find or make branch ${branch} in Neon's project ${at.project}`,
    remedy:
      "Look at NEON_API_KEY and NEON_PROJECT_ID, and at the project's limit of branches: previews that are gone can be deleted in Neon's console.",
    async run() {
      variables.DATABASE_URL = await neonDatabase(at, branch);
    },
  };
}

function claim({ name }: Deployment, variables: Record<string, string>): Step {
  return {
    title: "whose database it is",
    plan: `mark the database as that of ${name}, or stop if it is another's`,
    remedy:
      "A preview needs a database without production's data in it, and one of its own: NEON_PROJECT_ID must be a project for previews " +
      "alone. If the database has truly changed hands: delete from drizzle.deployment; then build again.",
    run: () => claimDatabase(variables as DatabaseEnv, name),
  };
}

function migrate(variables: Record<string, string>): Step {
  return {
    title: "migrations",
    plan: "bring the database up to the newest migration",
    remedy:
      "What came before that migration stays, and what is deployed goes on. Mend the migration, or the data it fails on, and build again.",
    async run() {
      const { applied, collisions } = await migrateDatabase(variables as DatabaseEnv);
      console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "Nothing to apply.");
      for (const [holder, ...others] of collisions) {
        console.warn(`Too like "${holder}", who was first; cannot enter until renamed: ${others.join(", ")}`);
      }
    },
  };
}

function rooms(deployment: Deployment, variables: Record<string, string>): Step {
  return {
    title: `rooms at ${deployment.rooms.host}`,
    plan: describe(deployRooms(deployment, variables)),
    remedy:
      "The database is migrated and what was deployed before goes on with it. Look at PARTYKIT_LOGIN and PARTYKIT_TOKEN " +
      "(with ROOMS_DOMAIN also at CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN), and build again.",
    run: () => run(deployRooms(deployment, variables)),
  };
}

function screens({ made }: Deployment, variables: Record<string, string>): Step {
  const command = () => {
    const own = Object.fromEntries(made.map((name) => [name, variables[name] ?? ""]));
    return { program: "next", args: ["build"], env: { ...own, DEPLOYED_ENV: JSON.stringify(own) } };
  };
  return {
    title: "screens",
    plan: describe(command()),
    remedy:
      "The new rooms are in place and serve the screens of before. Mend what `npm run build` says, and build again.",
    run: () => run(command()),
  };
}
