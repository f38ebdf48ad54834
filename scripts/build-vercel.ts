/**
 * The build command of Vercel, for production and previews: checks the variables, migrates the database, deploys the
 * rooms, builds the web side. `--dry-run` prints the plan.
 */
import { deploymentOf } from "./deploy/deployment";
import { stepsOf } from "./deploy/steps";
import { Incomplete } from "./deploy/variables";

const FORK =
  "\nThis is a pull request's build without any secret: Vercel gives none to a fork until somebody in the team allows it.";
/** The Node.js versions that wrangler supports. The commands used here also run on Node 20, which tests rely on. */
const NODE_MIN = 22;

function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Ends the build with the error. Only called before any service has received a request. */
function refuse(error: unknown): never {
  const { VERCEL_GIT_PULL_REQUEST_ID: pull, PREVIEW_SECRET, CLOUDFLARE_API_TOKEN, PARTYKIT_TOKEN } = process.env;
  const isFork = error instanceof Incomplete && pull && !PREVIEW_SECRET && !CLOUDFLARE_API_TOKEN && !PARTYKIT_TOKEN;
  console.error(`Nothing was deployed.\n${oneLine(error)}${isFork ? FORK : ""}`);
  process.exit(1);
}

function plan() {
  try {
    const deployment = deploymentOf(process.env);
    const isOld = Number.parseInt(process.versions.node, 10) < NODE_MIN;
    if (isOld && process.env.VERCEL && deployment.rooms.kind === "cloudflare") {
      throw new Error(
        `this build runs on Node.js ${process.versions.node}, and wrangler needs 22.x or 24.x: Vercel → Settings → Build and Deployment → Node.js Version.`,
      );
    }
    return { deployment, steps: stepsOf(deployment) };
  } catch (error) {
    return refuse(error);
  }
}

const { deployment, steps } = plan();
const dry = process.argv.includes("--dry-run");
console.log(`${dry ? "Would deploy" : "Deploying"} ${deployment.name}.`);
for (const [i, { title, plan, remedy, run }] of steps.entries()) {
  console.log(`${i + 1}/${steps.length} ${title}${dry ? `: ${plan}` : ""}`);
  if (dry) continue;
  await run().catch((error) => {
    console.error(`Stopped at ${i + 1}/${steps.length}, ${title}: ${oneLine(error)}\n${remedy}`);
    process.exit(1);
  });
}
