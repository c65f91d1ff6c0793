// The server's clock, told from here. It knows no page.
//
// Between two words of the server's, time goes on by this device's steady clock. That one may stand still while the
// device sleeps, and the other one, of the wall, may be set by anybody: when the two disagree, neither is believed
// until the server has spoken again.

export interface Source {
  /** `Date.now()` */
  wall(): number;
  /** `performance.now()` */
  steady(): number;
}

/** From here on the two clocks disagree. */
const APART_MS = 2_000;

export class ServerClock {
  readonly #source: Source;
  #server: number;
  #wall: number;
  #steady: number;
  #sure = false;

  /** `server` is what the page says: it may have been kept for hours, so that it is not sure. */
  constructor(source: Source, server: number) {
    this.#source = source;
    this.#server = server;
    this.#wall = source.wall();
    this.#steady = source.steady();
  }

  /** The server says what time it is. */
  sync(server: number): void {
    if (Number.isNaN(server)) return;
    this.#server = server;
    this.#wall = this.#source.wall();
    this.#steady = this.#source.steady();
    this.#sure = true;
  }

  /** Whether the device's two clocks agree since the server's last word. */
  get sure(): boolean {
    const wall = this.#source.wall() - this.#wall;
    if (Math.abs(wall - this.#elapsed()) > APART_MS) this.#sure = false;
    return this.#sure;
  }

  /** The server's time in milliseconds. In doubt it has rather slept than been set. */
  now(): number {
    const elapsed = this.#elapsed();
    return this.#server + (this.sure ? elapsed : Math.max(elapsed, this.#source.wall() - this.#wall));
  }

  /** No earlier than this, whatever became of the device. */
  atLeast(): number {
    return this.#server + this.#elapsed();
  }

  /** Whether that moment is over for certain. */
  isOver(moment: number): boolean {
    return (this.sure ? this.now() : this.atLeast()) >= moment;
  }

  #elapsed(): number {
    return this.#source.steady() - this.#steady;
  }
}

const MINUTE = 60_000;
/** What is left when it is announced; 0 is the end. */
const MARKS = [10 * MINUTE, 5 * MINUTE, MINUTE, 0];
/** A correction of the clock; more is more time given. */
const CORRECTION_MS = 5_000;

/** Says when a mark is crossed, each one once. */
export class Announcer {
  #lowest: number | null = null;

  /** The mark that was reached since the last time, in milliseconds left; of several the last. */
  at(left: number): number | null {
    const before = this.#lowest;
    if (before === null || left > before + CORRECTION_MS) this.#lowest = left;
    else this.#lowest = Math.min(before, left);
    if (before === null) return left <= 0 ? 0 : null;
    const crossed = MARKS.filter((mark) => before > mark && left <= mark);
    return crossed.at(-1) ?? null;
  }
}

/** What is left, in whole units, rounded down: nobody has more time than it says. */
export function parts(left: number): { hours: number; minutes: number; seconds: number } {
  const seconds = Math.max(0, Math.floor(left / 1000));
  return { hours: Math.floor(seconds / 3600), minutes: Math.floor((seconds % 3600) / 60), seconds: seconds % 60 };
}
