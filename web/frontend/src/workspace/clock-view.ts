// The clock at the head of the page: what is left, said aloud near the end.
import { setText } from "../progress.js";
import { briefTime } from "../time.js";
import { Announcer, type ServerClock, parts } from "./clock.js";
import { clock as texts } from "./texts.js";

const MINUTE = 60_000;
/** Before the end, for whoever types to the last moment. */
const LAST_CALL_MS = 3_000;
/** A mark is announced in round figures up to here. */
const LATE_MS = 5_000;
/** Between two questions for the time. */
const ASK_MS = 5_000;

export interface Ports {
  /** Asks the server for the time. */
  ask(): void;
  /** The end is near: what is unsent goes now. */
  lastCall(): void;
  ended(): void;
}

export class ClockView {
  readonly #root: HTMLElement;
  readonly #clock: ServerClock;
  readonly #ports: Ports;
  readonly #announcer = new Announcer();
  #deadline: number;
  /** The events bring the time by themselves soon after the page. */
  #asked = performance.now();
  #called = false;
  #over = false;

  constructor(root: HTMLElement, clock: ServerClock, ports: Ports) {
    this.#root = root;
    this.#clock = clock;
    this.#ports = ports;
    this.#deadline = Date.parse(root.dataset["deadline"] ?? "");
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** The server says when the work ends. More time than before opens it again. */
  end(deadline: string | null): void {
    if (deadline === null) return;
    this.#deadline = Date.parse(deadline);
    this.#tellDay(deadline);
    if (!this.#clock.isOver(this.#deadline)) this.#over = this.#called = false;
    this.tick();
  }

  tick(): void {
    if (Number.isNaN(this.#deadline)) return;
    if (!this.#clock.sure) this.#ask();
    const left = this.#deadline - this.#clock.now();
    const shown = this.#show(left);
    if (this.#clock.sure) this.#announce(left, shown);
    if (left <= LAST_CALL_MS && !this.#called) {
      this.#called = true;
      this.#ports.lastCall();
    }
    if (this.#clock.isOver(this.#deadline) && !this.#over) {
      this.#over = true;
      this.#ports.ended();
    }
  }

  /** More time moves the end, too. */
  #tellDay(deadline: string): void {
    const time = this.#root.querySelector("time");
    if (!time || Date.parse(time.dateTime) === this.#deadline) return;
    time.dateTime = deadline;
    time.removeAttribute("title");
    setText(time, briefTime(new Date(deadline)));
  }

  #ask(): void {
    const now = performance.now();
    if (now - this.#asked < ASK_MS) return;
    this.#asked = now;
    this.#ports.ask();
  }

  #show(left: number): string {
    const { hours, minutes, seconds } = parts(left);
    const near = left < 10 * MINUTE;
    const text = left <= 0 ? texts.over : near ? texts.last(minutes, seconds) : texts.left(hours, minutes);
    setText(this.#root.querySelector("[data-clock-text]"), text);
    const until = this.#root.querySelector<HTMLElement>("[data-clock-until]");
    if (until) until.hidden = left <= 0;
    this.#root.dataset["left"] = left <= 0 ? "none" : left < MINUTE ? "last" : near ? "little" : "enough";
    return text;
  }

  #announce(left: number, shown: string): void {
    const mark = this.#announcer.at(left);
    if (mark === null) return;
    // After a sleep the mark is long past: then what is left is said as it is.
    const words = mark === 0 ? texts.end : mark - left < LATE_MS ? texts.mark(mark / MINUTE) : `${shown}.`;
    setText(document.querySelector("[data-clock-said]"), words);
  }
}
