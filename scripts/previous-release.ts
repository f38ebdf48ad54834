/**
 * Whether this release gets along with the one before it, as it must while a deployment is under way and pages of before are
 * open: that one's code on our schema, and the client of each in the other's rooms. Commits are compared, not what lies about.
 *
 *   npm run check:previous -- <commit>
 */
import { crossingProblem } from "./previous/crossed";
import { schemaProblem } from "./previous/schema";

const [before] = process.argv.slice(2).filter((word) => word !== "--");
if (!before) throw new Error("which commit is deployed? npm run check:previous -- <commit>");
const problem = (await schemaProblem(before)) ?? (await crossingProblem(before));
if (problem) {
  console.error(problem);
  process.exit(1);
}
