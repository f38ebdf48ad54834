/** Health check of a container: exit code 0 if every given address responds successfully. */
const WITHIN_MS = 4_000;

const answers = async (url) => (await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) })).status < 500;
const all = await Promise.all(process.argv.slice(2).map((url) => answers(url).catch(() => false)));
process.exit(all.length > 0 && all.every(Boolean) ? 0 : 1);
