/** The Chromium inside `@sparticuz/chromium`, for machines where none is installed. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@/dev/root";

const PACKAGE = "@sparticuz/chromium";

/** Chromium exits if it finds no font at all, and the package's own configuration names folders of Lambda. */
const FONTS_FILE = "fonts.conf";

export interface PackagedChromium {
  executablePath: string;
  env: Record<string, string>;
}

/**
 * Unpacks it on first use and keeps it beside the installed packages. Uses only its program, libraries and fonts: its
 * own arguments (`--single-process` and others) are for Lambda and end the browser as soon as a context closes.
 *
 * @throws Error on an unsupported machine.
 */
export function packagedChromium(): PackagedChromium {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("No Chromium found: install one and set CHROMIUM_PATH to its program.");
  }
  const folder = join(cacheFolder(), `chromium-${version()}`);
  if (!existsSync(folder)) unpackTo(folder);
  return {
    executablePath: join(folder, "chromium"),
    env: {
      // NSS and expat, which a minimal system lacks.
      LD_LIBRARY_PATH: [join(folder, "al2023/lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
      FONTCONFIG_FILE: join(folder, FONTS_FILE),
    },
  };
}

function cacheFolder(): string {
  const folder = join(root, "node_modules/.cache/sarangbang");
  mkdirSync(folder, { recursive: true });
  return folder;
}

function version(): string {
  const manifest = readFileSync(join(root, "node_modules", PACKAGE, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Renamed into place when complete, because several workers may unpack at once and a run may be interrupted. */
function unpackTo(folder: string): void {
  const unfinished = mkdtempSync(`${folder}-`);
  const script = `const { default: chromium } = await import("${PACKAGE}"); await chromium.executablePath();`;
  // The package unpacks into the temporary folder, and its libraries only if the environment looks like Lambda.
  const env = { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" };
  execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: root, env, stdio: "pipe" });
  writeFileSync(join(unfinished, FONTS_FILE), fontsFile(folder));
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Only the package's fonts, so that a page has the same widths on every machine. */
function fontsFile(folder: string): string {
  const path = (name: string) => join(folder, name).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${path("fonts")}</dir>
  <cachedir>${path("fonts-cache")}</cachedir>
</fontconfig>
`;
}
