/** Tables of a scene's medians, and of ratios between sides. */
import type { Figures, Measured } from "./measure";
import type { SideName } from "./sides/hosted";

/** The peers that each of our hosts is compared with. */
const COMPARED: Partial<Record<SideName, SideName[]>> = {
  worker: ["socket.io", "ws", "bare worker"],
  partykit: ["socket.io", "ws", "bare partykit"],
};
/** Columns whose ratio means something. */
const RATIO = /^(p\d\d ms|CPU ms\/.*|deliveries\/s|KiB a socket)$/;

const median = (values: number[]): number => {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
};

/** Each column's median over the rounds. */
function medians(rounds: Figures[]): Figures {
  const titles = new Set(rounds.flatMap(Object.keys));
  return Object.fromEntries([...titles].map((title) => [title, median(rounds.flatMap((round) => round[title] ?? []))]));
}

function text(value: number | undefined): string {
  if (value === undefined) return "–";
  if (Number.isNaN(value)) return "?";
  return value.toFixed(Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

/** Rows of equal columns, the first of which is on the left. */
function table(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const cell = (value: string, column: number) =>
    column === 0 ? value.padEnd(widths[0] ?? 0) : value.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join("  ")).join("\n");
}

function figuresTable(sides: Map<SideName, Figures>): string {
  const titles = [...new Set([...sides.values()].flatMap(Object.keys))];
  const rows = [...sides].map(([name, figures]) => [name, ...titles.map((title) => text(figures[title]))]);
  return table([["", ...titles], ...rows]);
}

function ratioTable(sides: Map<SideName, Figures>): string {
  const all = [...sides.values()].flatMap(Object.keys);
  const titles = [...new Set(all)].filter((title) => RATIO.test(title));
  const rows: string[][] = [];
  for (const [name, peers] of Object.entries(COMPARED) as [SideName, SideName[]][]) {
    for (const peer of peers) {
      const [ours, theirs] = [sides.get(name), sides.get(peer)];
      if (!ours || !theirs) continue;
      const ratios = titles.map((title) => `${text((ours[title] ?? Number.NaN) / (theirs[title] ?? Number.NaN))} ×`);
      rows.push([`${name} : ${peer}`, ...ratios]);
    }
  }
  return rows.length > 0 ? table([["", ...titles], ...rows]) : "";
}

/** Which programs used the CPU time, in ms for each message or join. */
function programsOf(name: SideName, programs: Figures): string {
  const used = Object.entries(programs).filter(([, ms]) => ms >= 0.01);
  if (used.length < 2) return "";
  const shares = used.sort(([, a], [, b]) => b - a).map(([program, ms]) => `${program} ${text(ms)}`);
  return `${name}: ${shares.join(" · ")}`;
}

export function report(scene: string, results: Map<SideName, Measured[]>): string {
  const sides = new Map([...results].map(([name, all]) => [name, medians(all.map(({ figures }) => figures))]));
  const programs = [...results].map(([name, all]) =>
    programsOf(name, medians(all.flatMap(({ programs: each }) => (each ? [each] : [])))),
  );
  const shares = programs.filter(Boolean).join("\n");
  const parts = [`── ${scene} ──`, figuresTable(sides), ratioTable(sides), shares && `CPU ms by program:\n${shares}`];
  return parts.filter(Boolean).join("\n\n");
}

/** One line, printed as soon as it is known. */
export const progress = ({ figures }: Measured) =>
  Object.entries(figures)
    .map(([title, value]) => `${title} ${text(value)}`)
    .join(" · ");
