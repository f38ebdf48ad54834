/** Checks a screen with axe. */
import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** All rules of WCAG's levels A and AA, and the best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules whose outcome depends on the theme. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/**
 * Waits for a state of the screen and expects axe to find nothing in it. Colours are also checked in the other theme.
 * @param shown something that only this state shows
 */
export async function expectNoFaults(page: Page, state: string, shown: Locator): Promise<void> {
  await shown.first().waitFor();
  const faults = [...(await run(page, TAGS)), ...(await inOtherTheme(page))];
  // Soft, so that a run reports the faults of all states.
  expect.soft(faults, state).toEqual([]);
}

async function inOtherTheme(page: Page): Promise<string[]> {
  const setTheme = (wanted?: string) =>
    page.evaluate((theme) => {
      const before = document.documentElement.dataset.theme ?? "";
      const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
      document.documentElement.dataset.theme = theme ?? (isDark ? "light" : "dark");
      return before;
    }, wanted);
  const before = await setTheme();
  const faults = await run(page, COLOURS);
  await setTheme(before);
  return faults.map((fault) => `in the other theme, ${fault}`);
}

/** @param rules names of rules, or tags @returns for each fault the rule, the element and what to fix */
async function run(page: Page, rules: string[]): Promise<string[]> {
  // Evaluated by the debugger, which the page's Content-Security-Policy does not restrict.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (runOnly) => {
    // A popup or a colour must not be seen halfway through its transition.
    for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html, failureSummary }) => `${id}: ${target} ${html.slice(0, 200)} ${failureSummary}`),
    );
  }, rules);
}
