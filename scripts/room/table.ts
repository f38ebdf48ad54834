import type { FlushMetrics, RoomMetrics } from "@/lib/server/metrics";

/** A room's metrics as a table. @param now epoch ms */
export function tableOf(metrics: RoomMetrics, now: number): string {
  const { state, head, outbox, waitingSince, sockets, people, database, redis } = metrics;
  const waits = waitingSince === undefined ? "" : `, the first for ${seconds(now - waitingSince)}`;
  const rows: [string, string][] = [
    ["state", state],
    ["head", String(head ?? "–")],
    ["outbox", outbox === undefined ? "–" : `${outbox}${waits}`],
    ["people", `${people} on ${sockets} sockets`],
    ["database", flushes(database, now)],
    ["redis", flushes(redis, now)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(9)} ${value}`).join("\n");
}

function flushes(of: FlushMetrics | undefined, now: number): string {
  if (!of) return "–";
  const failing = of.failures > 0 ? `failing, ${of.failures} times in a row` : "well";
  if (of.lastAt === undefined) return `${failing}; nothing written since it woke`;
  return `${failing}; last written ${seconds(now - of.lastAt)} ago in ${of.lastMs} ms; p50 ${of.p50Ms}, p99 ${of.p99Ms} ms`;
}

const seconds = (ms: number) => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
