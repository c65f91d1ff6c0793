// How somebody likes their editor: keys and size, kept in this browser.
import { setText } from "../progress.js";
import { storage } from "./dom.js";
import { type Keys, load } from "./keys.js";
import type { CodeEditor } from "../code-editor.js";
import { editor, settings as texts } from "./texts.js";

const KEY = "gauntlet:editor";
const SIZES = { least: 12, most: 20, usual: 14 };

interface Liking {
  keys: Keys;
  size: number;
}

export class Settings {
  readonly #root: HTMLElement;
  readonly #editors: readonly CodeEditor[];
  readonly #save: () => void;
  #liking = read();

  /** Shows the controls below `root` and does what was chosen before. `save` is what the editors' own keys for it do. */
  constructor(root: HTMLElement, editors: readonly CodeEditor[], save: () => void) {
    this.#root = root;
    this.#editors = editors;
    this.#save = save;
    root.hidden = false;
    this.#select("[data-keys]", this.#liking.keys, (value) => this.#choose({ keys: keysOf(value) }));
    this.#select("[data-size]", String(this.#liking.size), (value) => this.#choose({ size: sizeOf(Number(value)) }));
    this.#resize();
    if (this.#liking.keys !== "default") void this.#bind();
  }

  #select(which: string, value: string, chosen: (value: string) => void): void {
    const select = this.#root.querySelector<HTMLSelectElement>(which);
    if (!select) return;
    select.value = value;
    select.addEventListener("change", () => chosen(select.value));
  }

  #choose(part: Partial<Liking>): void {
    this.#liking = { ...this.#liking, ...part };
    try {
      storage()?.setItem(KEY, JSON.stringify(this.#liking));
    } catch {
      // Kept or not, it holds on this page.
    }
    if (part.keys !== undefined) void this.#bind();
    else this.#resize();
  }

  async #bind(): Promise<void> {
    const { keys } = this.#liking;
    try {
      const make = await load(keys, this.#save);
      // Somebody may have chosen again meanwhile.
      if (keys !== this.#liking.keys) return;
      for (const each of this.#editors) each.bind(make(), editor.leave[keys]);
      this.#say("");
    } catch {
      this.#say(texts.failed);
    }
  }

  #say(text: string): void {
    let note = this.#root.querySelector("[role=status]");
    if (!note) {
      note = Object.assign(document.createElement("p"), { className: "quiet" });
      note.setAttribute("role", "status");
      this.#root.append(note);
    }
    setText(note, text);
  }

  #resize(): void {
    const { size } = this.#liking;
    for (const each of this.#editors) {
      each.style.setProperty("--code-size", `${size}px`);
      each.style.setProperty("--code-line", `${size + 8}px`);
      each.view.requestMeasure();
    }
  }
}

function read(): Liking {
  try {
    const kept = JSON.parse(storage()?.getItem(KEY) ?? "{}") as Partial<Liking>;
    return { keys: keysOf(kept.keys), size: sizeOf(kept.size) };
  } catch {
    return { keys: "default", size: SIZES.usual };
  }
}

function keysOf(value: unknown): Keys {
  return value === "vim" || value === "emacs" ? value : "default";
}

function sizeOf(value: unknown): number {
  const size = Math.round(Number(value));
  return size >= SIZES.least && size <= SIZES.most ? size : SIZES.usual;
}
