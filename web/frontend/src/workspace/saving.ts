// The state machine of saving: what the server has, what it has not, and when it is sent. It knows no page and no network.
//
// One save at most is under way, always made from the last known revision: so a version of somebody else's is never
// overwritten, but met, and then a person chooses. What is not saved is kept in this browser until it is.
import { type Draft, type Files, sameFiles } from "./protocol.js";
import type { SaveAnswer, Trouble } from "./server.js";
import { type After, Timers } from "./timers.js";

export type Kind = "saved" | "saving" | "unsaved" | "offline" | "conflict" | "other-link" | "closed";

export interface State {
  kind: Kind;
  revision: number;
  /** When that revision was saved; null before the first. */
  savedAt: string | null;
  /** Whether something here is not on the server. */
  unsent: boolean;
  /** Whether this browser keeps what is unsent. */
  kept: boolean;
  /** Why the last save failed. */
  trouble: Trouble | null;
  /** What is there instead, in a conflict. */
  theirs: Draft | null;
  /** Where the text comes from, if it was not typed just now. */
  news: "restored" | "elsewhere" | null;
}

/** What a save is for: that nothing is unsent; that there is something to hand in, if only the starter; a version to keep. */
export type Purpose = "changes" | "something" | "version";

export type Outcome = "saved" | "conflict" | "closed" | "away" | "signed-out" | "other-link" | "refused";

export interface Ports {
  /** What the editors show. */
  files(): Files;
  /** Puts another text into the editors; false if it takes another page to show it, which is then on its way. */
  show(files: Files): boolean;
  /** Nobody asked for an autosave: the server keeps some of them as versions, and all others. */
  save(base: number, files: Files, autosave: boolean): Promise<SaveAnswer>;
  draft(): Promise<Draft | null>;
  keep(base: number, files: Files): boolean;
  drop(): void;
  after: After;
  changed(state: State): void;
}

export interface Start {
  /** Names this page, as its saves do. */
  device: string;
  revision: number;
  savedAt: string | null;
  /** What the server has as that revision; null if it refused what the page shows, which then waits for a person. */
  known: Files | null;
}

const IDLE_MS = 1_000;
/** Who types without a pause is saved, too. */
const LONGEST_MS = 10_000;
const COPY_MS = 300;
const RETRY_MS = 1_000;
const RETRY_MOST_MS = 15_000;

export class Saving {
  readonly #ports: Ports;
  readonly #device: string;
  readonly #timers: Timers<"idle" | "longest" | "copy" | "retry">;
  #revision: number;
  #savedAt: string | null;
  #known: Files | null;
  #flight: Promise<void> | null = null;
  #theirs: Draft | null = null;
  #trouble: Trouble | null = null;
  #news: State["news"] = null;
  #closed = false;
  /** Another page follows, with what the server has: this one neither sends nor keeps anything any more. */
  #left = false;
  #kept = true;
  #failures = 0;
  /** The highest revision that was heard of. */
  #heard = 0;
  #fetching = false;
  /** Refused with a reason before: not sent again until somebody types or presses. */
  #held: boolean;
  /** Somebody asked for a version, and the server does not know yet. */
  #asked = false;
  /** The revision that was kept because somebody asked for it. */
  #version = 0;
  /** The page whose unsent text goes on here, until the server has it. */
  #before: string | null = null;

  constructor(ports: Ports, start: Start) {
    this.#ports = ports;
    this.#timers = new Timers(ports.after);
    this.#device = start.device;
    this.#revision = start.revision;
    this.#savedAt = start.savedAt;
    this.#known = start.known;
    this.#held = start.known === null;
  }

  get state(): State {
    return {
      kind: this.#kind(),
      revision: this.#revision,
      savedAt: this.#savedAt,
      unsent: this.#unsent(),
      kept: this.#kept,
      trouble: this.#trouble,
      theirs: this.#theirs,
      news: this.#news,
    };
  }

  /** The text changed. */
  touch(): void {
    if (this.#closed) return;
    this.#held = false;
    this.#news = null;
    if (this.#trouble?.kind === "refused") this.#trouble = null;
    this.#timers.set("copy", COPY_MS, () => this.#keep());
    if (this.#unsent()) this.#soon();
    else this.#send();
    this.#tell();
  }

  /** Saves what is there now and answers how that ended. */
  async save(purpose: Purpose = "changes"): Promise<Outcome> {
    // What is under way may be an older text.
    while (this.#flight) await this.#flight;
    this.#held = false;
    // What is saved already came by itself, perhaps, when the editor was left for the button.
    if (purpose === "version") this.#asked = this.#unsent() || this.#revision === 0 || this.#version !== this.#revision;
    // Whoever presses may have opened their link again: the server knows.
    const again = this.#isElsewhere;
    this.#send(again || (purpose === "something" && this.#revision === 0), again);
    while (this.#flight) await this.#flight;
    if (this.#closed) return "closed";
    if (this.#theirs) return "conflict";
    return this.#trouble?.kind ?? "saved";
  }

  /** Sends at once what is unsent: the page is about to be left, or the connection is back. */
  flush(): void {
    this.#keep();
    this.#send();
  }

  /** Takes up what a page before this one could not send. */
  restore(copy: { base: number; device: string; files: Files }): void {
    if (this.#known && sameFiles(copy.files, this.#known)) return this.#ports.drop();
    // Made from that revision and no other: if another is there by now, the save meets it.
    this.#revision = copy.base;
    this.#known = null;
    this.#before = copy.device;
    this.#show(copy.files);
    this.#news = "restored";
    this.flush();
    this.#tell();
  }

  /** A revision was heard of, ours or another's. */
  heard(revision: number): void {
    this.#heard = Math.max(this.#heard, revision);
    void this.#catchUp();
  }

  /** In a conflict: what is here goes on, made from what is there. */
  keepMine(): void {
    if (!this.#theirs) return;
    this.#take(this.#theirs);
    this.#theirs = null;
    this.#keep();
    this.#send();
    this.#tell();
  }

  /** In a conflict: what is there is shown here. */
  takeTheirs(): void {
    const theirs = this.#theirs;
    if (!theirs) return;
    this.#theirs = null;
    this.#take(theirs);
    this.#show(theirs.files);
    this.#keep();
    this.#tell();
    void this.#catchUp();
  }

  /** Another link was opened in this browser: until it is ours again, nothing is sent, and everything kept. */
  halt(): void {
    if (this.#isElsewhere) return;
    this.#trouble = { kind: "other-link" };
    this.#timers.cancel("idle", "longest", "retry");
    this.#keep();
    this.#tell();
  }

  /** The link is ours again. */
  resume(): void {
    if (!this.#isElsewhere) return;
    this.#trouble = null;
    this.#send();
    this.#tell();
  }

  /** The work is over: one last try, then nothing is sent any more. */
  async finish(): Promise<void> {
    if (this.#closed) return;
    await this.save();
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#keep();
    this.#timers.cancel("idle", "longest", "retry");
    this.#closed = true;
    this.#tell();
  }

  /** There is more time after all. */
  reopen(): void {
    if (!this.#closed) return;
    this.#closed = false;
    this.#send();
    this.#tell();
  }

  #kind(): Kind {
    if (this.#closed) return "closed";
    if (this.#isElsewhere) return "other-link";
    if (this.#theirs) return "conflict";
    if (this.#trouble?.kind === "refused") return "unsaved";
    if (this.#trouble) return "offline";
    if (this.#flight) return "saving";
    return this.#unsent() ? "unsaved" : "saved";
  }

  get #isElsewhere(): boolean {
    return this.#trouble?.kind === "other-link";
  }

  #unsent(): boolean {
    return this.#known === null || !sameFiles(this.#ports.files(), this.#known);
  }

  /** `draft` is what the server has, as far as is known here. */
  #take(draft: { revision: number; saved_at: string | null; files: Files }): void {
    this.#revision = draft.revision;
    this.#savedAt = draft.saved_at;
    this.#known = draft.files;
    this.#before = null;
    this.#trouble = null;
    this.#failures = 0;
  }

  #show(files: Files): void {
    if (this.#ports.show(files)) return;
    this.#left = true;
    this.#ports.drop();
  }

  #send(even = false, again = false): void {
    if (this.#isElsewhere && !again) return;
    if (this.#flight || this.#theirs || this.#closed || this.#left || this.#held) return;
    this.#timers.cancel("idle", "longest", "retry");
    if (!even && !this.#asked && !this.#unsent()) {
      this.#trouble = null;
      return;
    }
    this.#flight = this.#fly(this.#ports.files());
    this.#tell();
  }

  async #fly(files: Files): Promise<void> {
    const asked = this.#asked;
    const answer = await this.#ports.save(this.#revision, files, !asked);
    this.#flight = null;
    if (asked && answer.kind === "saved") {
      this.#asked = false;
      this.#version = answer.revision;
    }
    this.#answered(files, answer);
    this.#keep();
    this.#tell();
    void this.#catchUp();
  }

  #answered(files: Files, answer: SaveAnswer): void {
    switch (answer.kind) {
      case "saved":
        this.#take({ revision: answer.revision, saved_at: answer.savedAt, files });
        if (this.#unsent()) this.#soon();
        return;
      case "conflict":
        return this.#met(answer.current);
      case "closed":
        return this.close();
      case "refused":
        this.#trouble = answer;
        return;
      case "other-link":
        return this.halt();
      case "away":
      case "signed-out": {
        this.#trouble = answer;
        const pause = Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** this.#failures);
        this.#failures += 1;
        this.#timers.set("retry", pause, () => this.#send());
      }
    }
  }

  /** Another revision is there than ours was made from. */
  #met(current: Draft): void {
    // Our own save, whose answer was lost: what is here is younger. Or just what is here. Nobody has to choose.
    const own = current.device !== null && (current.device === this.#device || current.device === this.#before);
    if (!own && !sameFiles(current.files, this.#ports.files())) {
      this.#theirs = current;
      return;
    }
    this.#take(current);
    this.#send();
  }

  async #catchUp(): Promise<void> {
    const idle = () => !this.#flight && !this.#theirs && !this.#closed && !this.#unsent();
    if (this.#heard <= this.#revision || this.#fetching || !idle()) return;
    this.#fetching = true;
    const draft = await this.#ports.draft();
    this.#fetching = false;
    if (!draft || draft.revision <= this.#revision || !idle()) {
      // Something was typed meanwhile: its save meets the other version.
      if (this.#unsent()) this.#soon();
      return;
    }
    this.#take(draft);
    this.#show(draft.files);
    this.#news = "elsewhere";
    this.#keep();
    this.#tell();
  }

  #soon(): void {
    // Where a save failed, its own pause holds.
    if (this.#theirs || this.#isElsewhere || this.#timers.has("retry")) return;
    this.#timers.set("idle", IDLE_MS, () => this.#send());
    if (!this.#timers.has("longest")) this.#timers.set("longest", LONGEST_MS, () => this.#send());
  }

  #keep(): void {
    this.#timers.cancel("copy");
    if (this.#closed || this.#left) return;
    if (this.#unsent()) this.#kept = this.#ports.keep(this.#revision, this.#ports.files());
    else this.#ports.drop();
  }

  #tell(): void {
    if (!this.#left) this.#ports.changed(this.state);
  }
}
