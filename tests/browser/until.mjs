// Waiting for something to be the case.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

/** Looks again and again until there is something, and answers it. */
export async function until(what, look, withinMs = 60_000) {
  const begun = Date.now();
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() - begun < withinMs, `waited ${withinMs / 1000} s for ${what}`);
    await pause(50); // between two looks, not in the hope of something
  }
}
