// What the server has not got yet, kept in this browser: by challenge, one copy for each page that holds unsent text.
import type { Files } from "./protocol.js";

export interface Copy {
  /** RFC 3339. */
  saved: string;
  /** The revision that the text was made from. */
  base: number;
  /** The page that kept it. */
  device: string;
  /** Whose work it is: a browser may have seen several candidates. */
  owner: string;
  files: Files;
}

type Part = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Copies that nobody came back for. */
const FORGOTTEN_MS = 30 * 24 * 3_600_000;

export class Copies {
  readonly #storage: Part | null;
  readonly #key: string;
  readonly #device: string;
  readonly #owner: string;
  /** Copies of pages that are gone, whose text goes on here. */
  #adopted: Copy[] = [];

  constructor(storage: Part | null, slug: string, device: string, owner: string) {
    this.#storage = storage;
    this.#key = `gauntlet:work:${slug}`;
    this.#device = device;
    this.#owner = owner;
  }

  /** Answers whether the browser let us. */
  keep(base: number, files: Files, now = new Date()): boolean {
    const copy = { saved: now.toISOString(), base, device: this.#device, owner: this.#owner, files };
    return this.#write([...this.#read().filter((c) => c.device !== this.#device), copy]);
  }

  /** The server has it now: this page's copy, and those whose text went into it. */
  drop(): void {
    const all = this.#read();
    const done = (c: Copy) => this.#adopted.some((a) => a.device === c.device && a.saved === c.saved);
    const left = all.filter((c) => c.device !== this.#device && !done(c));
    this.#adopted = [];
    if (left.length < all.length) this.#write(left);
  }

  /** The newest copy of the same work with just these paths; its text is this page's from now on. */
  adopt(paths: readonly string[]): Copy | null {
    const fits = (c: Copy) =>
      c.owner === this.#owner && paths.length === Object.keys(c.files).length && paths.every((path) => path in c.files);
    const newest = this.#read().filter(fits).sort((a, b) => b.saved.localeCompare(a.saved))[0];
    if (newest) this.#adopted.push(newest);
    return newest ?? null;
  }

  #read(): Copy[] {
    try {
      const all = JSON.parse(this.#storage?.getItem(this.#key) ?? "[]") as Copy[];
      const young = new Date(Date.now() - FORGOTTEN_MS).toISOString();
      return all.filter((c) => c.saved > young && typeof c.base === "number" && typeof c.files === "object");
    } catch {
      return [];
    }
  }

  #write(all: readonly Copy[]): boolean {
    if (!this.#storage) return false;
    try {
      if (all.length > 0) this.#storage.setItem(this.#key, JSON.stringify(all));
      else this.#storage.removeItem(this.#key);
      return true;
    } catch {
      // Full, or forbidden.
      return false;
    }
  }
}
