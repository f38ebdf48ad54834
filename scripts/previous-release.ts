/**
 * Checks that this release is compatible with the previous one, as it must be during a deployment and for old pages:
 * the previous code on the new schema, and the client of each in the other's rooms. Compares commits, not the working
 * tree.
 *
 *   npm run check:previous -- <commit>
 */
import { crossingProblem } from "./previous/crossed";
import { git } from "./previous/release";
import { schemaProblem } from "./previous/schema";

const [before] = process.argv.slice(2).filter((word) => word !== "--");
if (!before) throw new Error("pass the deployed commit: npm run check:previous -- <commit>");
/** GitHub gives zeros as the previous commit of a branch's first push, and a forced push may have removed the commit. */
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
