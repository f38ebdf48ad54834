/**
 * Checks that this release gets along with the previous one, as it must while a deployment is under way and old pages are
 * open: the previous code on our schema, and the client of each in the other's rooms. Compares commits, not the working tree.
 *
 *   npm run check:previous -- <commit>
 */
import { crossingProblem } from "./previous/crossed";
import { git } from "./previous/release";
import { schemaProblem } from "./previous/schema";

const [before] = process.argv.slice(2).filter((word) => word !== "--");
if (!before) throw new Error("which commit is deployed? npm run check:previous -- <commit>");
/** A branch's first push has no commit before it: GitHub names it by zeros. A forced push may have left it behind. */
const isThere =
  !/^0+$/.test(before) &&
  (await git("cat-file", "-e", `${before}^{commit}`).then(
    () => true,
    () => false,
  ));
if (!isThere) {
  console.log(`${before} is not in this repository, so there is no release before this one to compare with.`);
  process.exit(0);
}
const problem = (await schemaProblem(before)) ?? (await crossingProblem(before));
if (problem) {
  console.error(problem);
  process.exit(1);
}
