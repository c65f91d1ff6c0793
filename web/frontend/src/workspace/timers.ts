// Named timers: a new one of a name takes the place of the last.

/** Runs something later; what it answers calls that off. */
export type After = (ms: number, run: () => void) => () => void;

export class Timers<Name extends string> {
  readonly #after: After;
  readonly #cancels = new Map<Name, () => void>();

  constructor(after: After) {
    this.#after = after;
  }

  set(name: Name, ms: number, run: () => void): void {
    this.cancel(name);
    const cancel = this.#after(ms, () => {
      this.#cancels.delete(name);
      run();
    });
    this.#cancels.set(name, cancel);
  }

  has(name: Name): boolean {
    return this.#cancels.has(name);
  }

  cancel(...names: Name[]): void {
    for (const name of names) {
      this.#cancels.get(name)?.();
      this.#cancels.delete(name);
    }
  }
}
