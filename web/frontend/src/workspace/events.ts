// Follows the server's events for as long as the page is there, whatever becomes of the connection.
import type { Work } from "./protocol.js";

/** After a refused connection, which the browser itself gives up. */
const AGAIN_MS = 3_000;

export class Events {
  readonly #address: string;
  readonly #heard: (work: Work) => void;
  readonly #refused: () => void;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `heard` gets the whole state at once, and at each change; `refused` has to find out why, which no event says. */
  constructor(address: string, heard: (work: Work) => void, refused: () => void) {
    this.#address = address;
    this.#heard = heard;
    this.#refused = refused;
    this.open();
  }

  /** Opens the connection, anew if there is one: it may be dead without knowing. */
  open(): void {
    this.close();
    const source = new EventSource(this.#address);
    this.#source = source;
    source.addEventListener("state", (event) => this.#heard(JSON.parse(event.data) as Work));
    source.addEventListener("error", () => {
      // A lost connection is opened again by the browser. The page stays: what was typed is in it.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#timer = setTimeout(() => this.open(), AGAIN_MS);
      this.#refused();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
  }
}
