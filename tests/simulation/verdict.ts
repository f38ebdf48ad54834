import type { Acts } from "./acts";
import type { Host, World } from "./host";
import { firstPaint } from "./page";
import type { Scheduler } from "./scheduler";

/** At least as long as any backoff and any alarm. */
const LONG_ENOUGH_MS = 120_000;

/** Ends all failures. In half of the runs nobody is connected then, and all events must still be archived (R3). */
export async function firstVerdict(world: World, host: Host, scheduler: Scheduler, acts: Acts): Promise<void> {
  const { random, archive, history, postgresSide, redisSide } = world;
  scheduler.isCalm = true;
  scheduler.stalledUntil = 0;
  postgresSide.mode = redisSide.mode = "up";
  if (random.chance(0.5)) return;
  for (const client of acts.clients) client.isAway = true;
  host.crash();
  await scheduler.finish();
  await drain(world, scheduler);
  if (archive.head !== history.head) {
    history.breaks("R3", `with nobody connected the archive stays at ${archive.head} of ${history.head}`);
  }
}

/** Reconnects everyone, and checks that all requests are answered and all logs, replicas and screens agree (R3 to R6, C3). */
export async function lastVerdict(world: World, host: Host, scheduler: Scheduler, acts: Acts): Promise<void> {
  const { archive, history } = world;
  for (const client of acts.clients) {
    client.isAway = false;
    client.connect("true");
  }
  await scheduler.finish();
  host.wellSince = world.time.now();
  await drain(world, scheduler);
  for (const client of acts.clients) {
    if (client.isOwed) history.breaks("R5", `${client.name} did not get everything up to ${history.head}`);
    client.sync();
  }
  await scheduler.finish();
  await drain(world, scheduler);
  await paintOnce(world, scheduler);
  for (const client of acts.clients) {
    if (!client.isLive) history.breaks("R5", `${client.name} does not get in any more`);
    const [open] = client.pending.keys();
    if (open) history.breaks("R4", `${client.name} never gets an answer to ${open}`);
    if (client.head !== history.head) history.breaks("R5", `${client.name} ends at ${client.head} of ${history.head}`);
    const { messages, from } = client.screen.shown();
    history.showed(client.name, messages, from);
  }
  if (archive.head !== history.head) history.breaks("R3", `the archive ends at ${archive.head} of ${history.head}`);
  history.showed("the archive", archive.messages(), 1);
  host.crash();
  await scheduler.finish();
  await paintOnce(world, scheduler);
}

async function drain({ history }: World, scheduler: Scheduler): Promise<void> {
  for (let left = LONG_ENOUGH_MS; left > 0 && !history.violation; left -= 5_000) {
    await scheduler.pass(5_000);
    await scheduler.finish();
  }
}

async function paintOnce(world: World, scheduler: Scheduler): Promise<void> {
  const painted = firstPaint(world);
  let isDone = false;
  void painted.then(() => {
    isDone = true;
  });
  while (!isDone && !world.history.violation) await scheduler.finish();
}
