// A page as the state machine of saving sees it: editors, a server and timers, all in the hand of a test.
import assert from "node:assert/strict";
import { load, settle } from "./pure.mjs";

const { Saving } = await load("workspace/saving");

/** A page with one file, a server that answers when it is told to, and timers that run when they are told to. */
export class Page {
  text = "starter";
  sent = [];
  kept = null;
  states = [];
  draft = null;
  keeps = true;
  shows = true;
  #timers = new Set();
  #waiting = [];

  constructor({ revision = 0, known = "starter", device = "here" } = {}) {
    const ports = {
      files: () => ({ "a.go": this.text }),
      show: (files) => {
        if (this.shows) this.text = files["a.go"];
        if (this.shows) this.saving.touch();
        return this.shows;
      },
      save: (base, files, autosave) => {
        this.sent.push({ base, text: files["a.go"], ...(autosave ? {} : { asked: true }) });
        return new Promise((resolve) => this.#waiting.push(resolve));
      },
      draft: async () => this.draft,
      keep: (base, files) => {
        this.kept = { base, text: files["a.go"] };
        return this.keeps;
      },
      drop: () => (this.kept = null),
      after: (ms, run) => {
        const timer = { ms, run };
        this.#timers.add(timer);
        return () => this.#timers.delete(timer);
      },
      changed: (state) => this.states.push(state.kind),
    };
    const files = known === null ? null : { "a.go": known };
    this.saving = new Saving(ports, { device, revision, savedAt: null, known: files });
  }

  type(text) {
    this.text = text;
    this.saving.touch();
  }

  /** Runs the timers of that length; answers how many there were. */
  pass(ms) {
    const due = [...this.#timers].filter((timer) => timer.ms === ms);
    for (const timer of due) {
      this.#timers.delete(timer);
      timer.run();
    }
    return due.length;
  }

  /** What is waited for, in milliseconds. */
  get pauses() {
    return [...this.#timers].map((timer) => timer.ms).sort((a, b) => a - b);
  }

  async answer(answer) {
    assert.equal(this.#waiting.length, 1, "one save is under way");
    this.#waiting.shift()(answer);
    await settle();
  }

  saved(revision) {
    return this.answer({ kind: "saved", revision, savedAt: "2026-01-02T03:04:05Z" });
  }

  conflict(revision, text, device = "elsewhere") {
    return this.answer({ kind: "conflict", current: draft(revision, text, device) });
  }

  get kind() {
    return this.saving.state.kind;
  }
}

/** What the server has. */
export function draft(revision, text, device = "elsewhere") {
  return { revision, saved_at: "2026-01-02T03:04:05Z", origin: "browser", device, files: { "a.go": text } };
}
