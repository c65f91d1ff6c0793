import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { Announcer, ServerClock, parts } = await load("workspace/clock");
const MINUTE = 60_000;

/** A device whose two clocks can be moved apart. */
class Device {
  steadyMs = 0;
  wallMs = 1_000_000;
  wall = () => this.wallMs;
  steady = () => this.steadyMs;

  pass(ms) {
    this.steadyMs += ms;
    this.wallMs += ms;
  }

  /** Its steady clock stands still. */
  sleep(ms) {
    this.wallMs += ms;
  }
}

function clock(server = 5_000) {
  const device = new Device();
  const it = new ServerClock(device, server);
  it.sync(server);
  return { device, it };
}

test("the server's time goes on by this device's", () => {
  const { device, it } = clock();
  device.pass(90_000);
  assert.deepEqual([it.now(), it.sure], [95_000, true]);
  it.sync(96_000);
  device.pass(1_000);
  assert.equal(it.now(), 97_000);
  it.sync(Number.NaN);
  assert.equal(it.now(), 97_000, "what cannot be read is no time");
});

test("a device whose clock is wrong by hours tells the right time", () => {
  const device = new Device();
  device.wallMs = -7_200_000;
  const it = new ServerClock(device, 5_000);
  it.sync(5_000);
  device.pass(1_000);
  assert.deepEqual([it.now(), it.sure], [6_000, true]);
});

test("a page that was kept for hours is not believed before the server spoke", () => {
  const device = new Device();
  const it = new ServerClock(device, 5_000);
  assert.equal(it.sure, false);
  it.sync(7_000);
  assert.deepEqual([it.sure, it.now()], [true, 7_000]);
});

test("after a sleep the clock is right at once, and unsure until the server spoke", () => {
  const { device, it } = clock();
  device.sleep(600_000);
  device.pass(1_000);
  assert.deepEqual([it.sure, it.now(), it.atLeast()], [false, 606_000, 6_000]);
  assert.equal(it.isOver(300_000), false, "nothing ends on a guess");
  it.sync(606_500);
  assert.deepEqual([it.sure, it.now(), it.isOver(606_500)], [true, 606_500, true]);
});

test("a clock that was set back or forward ends nothing", () => {
  for (const change of [-3_600_000, 3_600_000]) {
    const { device, it } = clock();
    device.wallMs += change;
    device.pass(1_000);
    assert.deepEqual([it.sure, it.isOver(60_000)], [false, false]);
    if (change < 0) assert.equal(it.now(), 6_000);
    device.pass(60_000);
    assert.equal(it.isOver(60_000), true, "what the steady clock alone has passed is over");
    it.sync(66_000);
    assert.equal(it.sure, true);
  }
});

test("a little difference is none", () => {
  const { device, it } = clock();
  device.wallMs += 1_900;
  assert.deepEqual([it.sure, it.now()], [true, 5_000]);
  device.wallMs += 200;
  assert.equal(it.sure, false);
});

test("marks are announced once each", () => {
  const announcer = new Announcer();
  const heard = [];
  for (let left = 11 * MINUTE; left >= -5_000; left -= 1_000) {
    const mark = announcer.at(left);
    if (mark !== null) heard.push([mark / MINUTE, left / MINUTE]);
  }
  assert.deepEqual(heard, [[10, 10], [5, 5], [1, 1], [0, 0]]);
});

test("after a sleep the last mark is announced, and none that was past on arrival", () => {
  const slept = new Announcer();
  assert.equal(slept.at(12 * MINUTE), null);
  assert.equal(slept.at(50_000), MINUTE);
  assert.equal(slept.at(-1), 0);
  const late = new Announcer();
  assert.equal(late.at(4 * MINUTE), null);
  assert.equal(late.at(MINUTE), MINUTE);
  assert.equal(new Announcer().at(-5), 0, "who comes after the end is told");
});

test("a corrected clock repeats nothing, more time does", () => {
  const announcer = new Announcer();
  announcer.at(5 * MINUTE + 100);
  assert.equal(announcer.at(5 * MINUTE - 100), 5 * MINUTE);
  assert.equal(announcer.at(5 * MINUTE + 900), null);
  assert.equal(announcer.at(5 * MINUTE - 200), null);
  assert.equal(announcer.at(20 * MINUTE), null);
  assert.equal(announcer.at(9 * MINUTE), 10 * MINUTE);
});

test("what is left is rounded down", () => {
  assert.deepEqual(parts(90 * MINUTE - 1), { hours: 1, minutes: 29, seconds: 59 });
  assert.deepEqual(parts(-5), { hours: 0, minutes: 0, seconds: 0 });
});
