import { beforeEach, expect, it } from "vitest";
import { FakeStore } from "@/tests/harness/fakes/store";
import { Alarms } from "./alarms";

let store: FakeStore;
let alarms: Alarms;
beforeEach(() => {
  store = new FakeStore();
  alarms = new Alarms(store);
});

it("the alarm rings at the earliest requested time, and is set again for the later ones", async () => {
  await alarms.want("drain", 30_000);
  await alarms.want("tell", 1_000);
  expect(store.alarmAt).toBe(1_000);
  expect([...alarms.rang()]).toEqual(["drain"]);
  await alarms.rearm();
  expect([store.alarmAt, alarms.wants("drain"), alarms.wants("tell")]).toEqual([30_000, true, false]);
  expect([...alarms.rang()]).toEqual([]);
});

it("in a room that the alarm woke every purpose may be due, since the times were in memory", () => {
  expect([...alarms.rang()]).toEqual([]);
});

it("an alarm that storage refused does not count as set: the next purpose sets it", async () => {
  store.isAway = true;
  await expect(alarms.want("sweep", 5_000)).rejects.toThrow("unavailable");
  store.isAway = false;
  expect(alarms.wants("sweep")).toBe(false);
  await alarms.want("sweep", 5_000);
  expect(store.alarmAt).toBe(5_000);
});

it("a purpose added while the alarm is handled sets the alarm at once, and purposes due later keep their times", async () => {
  await alarms.want("tell", 1_000);
  await alarms.want("sweep", 90_000);
  alarms.rang();
  await alarms.want("drain", 31_000);
  expect(store.alarmAt).toBe(31_000);
  await alarms.rearm();
  expect([store.alarmAt, alarms.wants("sweep")]).toEqual([31_000, true]);
});

it("R3: an alarm that storage has not confirmed does not count as set: a write that needs an alarm sets one in the same step", async () => {
  store.hold();
  const sweep = alarms.want("sweep", 5_000).catch(() => "refused");
  store.isAway = true;
  const drain = alarms.want("drain", 30_000).catch(() => "refused");
  expect(store.count("setAlarm")).toBe(2);
  store.release();
  expect(await Promise.all([sweep, drain])).toEqual(["refused", "refused"]);
  store.isAway = false;
  await alarms.want("drain", 30_000);
  expect([store.alarmAt, alarms.wants("drain")]).toEqual([5_000, true]);
});

it("an alarm that was set before the room slept is relied on, and need not be set again", async () => {
  store.alarmAt = 20_000;
  await alarms.load();
  await alarms.want("drain", 30_000);
  expect([store.alarmAt, store.count("setAlarm"), alarms.wants("drain")]).toEqual([20_000, 0, true]);
});

it("R3: an alarm that rings while it is read from storage does not count as set", async () => {
  let answer: (at: number) => void = () => {};
  store.alarm = () => new Promise((resolve) => (answer = resolve));
  const loading = alarms.load();
  alarms.rang();
  answer(20_000);
  await loading;
  await alarms.want("drain", 30_000);
  expect(store.alarmAt).toBe(30_000);
});
