// Drafts: what is typed is kept in this browser until the starter is asked for again.

import { localTime } from "./time.js";

interface Stored {
  saved: string;
  files: Record<string, string>;
}

const IDLE_MS = 400;

function read(key: string): Stored | null {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? "null") as Stored | null;
    return stored && typeof stored.files === "object" ? stored : null;
  } catch {
    return null;
  }
}

/** Keeps the text areas of a form; `replace` is told when a text changes other than by typing. */
export class Draft {
  readonly #key: string;
  readonly #areas: HTMLTextAreaElement[];
  readonly #starter = new Map<string, string>();
  readonly #state: HTMLElement | null;
  readonly #replaced: (area: HTMLTextAreaElement) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement, replaced: (area: HTMLTextAreaElement) => void) {
    this.#key = `gauntlet:draft:${form.dataset["draft"] ?? ""}`;
    this.#areas = [...form.querySelectorAll<HTMLTextAreaElement>("textarea[data-code]")];
    this.#state = form.querySelector<HTMLElement>("[data-draft-state]");
    this.#replaced = replaced;
    for (const area of this.#areas) this.#starter.set(area.name, area.defaultValue);
  }

  /** Puts a stored draft in place of the starter, but never over what the server sent back. */
  restore(): void {
    const stored = read(this.#key);
    if (!stored || this.#areas.some((area) => "typed" in area.dataset)) return;
    let changed = false;
    for (const area of this.#areas) {
      const text = stored.files[area.name];
      if (text === undefined || text === area.value) continue;
      area.value = text;
      this.#replaced(area);
      changed = true;
    }
    if (changed) this.#say(`Your draft of ${localTime(new Date(stored.saved))} is back.`);
  }

  /** Called at each change; stores once typing rests. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), IDLE_MS);
  }

  save(): void {
    clearTimeout(this.#timer);
    const files = Object.fromEntries(this.#areas.map((area) => [area.name, area.value]));
    const now = new Date();
    try {
      localStorage.setItem(this.#key, JSON.stringify({ saved: now.toISOString(), files } satisfies Stored));
      this.#say(`Draft saved in this browser, ${localTime(now)}.`);
    } catch {
      this.#say("This browser does not let us save a draft. Keep a copy of your own.");
    }
  }

  #reset(): void {
    clearTimeout(this.#timer);
    for (const area of this.#areas) {
      area.value = this.#starter.get(area.name) ?? "";
      this.#replaced(area);
    }
    // Replacing the text counts as a change; what was stored goes after that.
    clearTimeout(this.#timer);
    localStorage.removeItem(this.#key);
    this.#say("The starter is back.", false);
  }

  #say(text: string, resettable = true): void {
    if (!this.#state) return;
    this.#state.hidden = false;
    this.#state.replaceChildren(text);
    if (!resettable) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = "Back to the starter";
    button.addEventListener("click", () => {
      if (confirm("Discard the draft and start again from the starter?")) this.#reset();
    });
    this.#state.append(" ", button);
  }
}
