// Runs and attempts beside the code: the list, and live what is in the queue or the sandbox.
import { Phases, sentence, setText } from "../progress.js";
import { localTime } from "../time.js";
import { badge } from "./badge.js";
import { element } from "./dom.js";
import type { Item } from "./protocol.js";
import { items as texts, progress } from "./texts.js";

const isLive = (item: Item) => item.status === "queued" || item.status === "running";

export function nameOf(item: Item): string {
  return texts.name(item.purpose, item.attempt_number);
}

export class Board {
  readonly #sentence: Element | null;
  readonly #list: Element | null;
  readonly #phaseList: HTMLElement | null;
  readonly #phases: Phases | null;
  readonly #finished: (item: Item) => void;
  /** What each entry of the list shows. */
  readonly #shown = new Map<string, string>();
  /** What was under way when it was last heard of. */
  readonly #pending = new Set<string>();
  #live: Item | null = null;
  #ticking: ReturnType<typeof setInterval> | undefined;

  /** `finished` is told of each grading that ends while this page looks on. */
  constructor(root: HTMLElement, finished: (item: Item) => void) {
    this.#sentence = root.querySelector("[data-live-sentence]");
    this.#list = root.querySelector("[data-items]");
    this.#phaseList = root.querySelector<HTMLElement>("[data-phases]");
    this.#phases = this.#phaseList && new Phases(this.#phaseList);
    this.#finished = finished;
  }

  /** One that was just handed in here: no event has told of it yet. */
  add(item: Item): void {
    if (isLive(item)) this.#pending.add(item.id);
    setText(this.#sentence, texts.handedIn(nameOf(item)));
  }

  /** Everything of this challenge, newest first. */
  show(all: readonly Item[]): void {
    this.#listItems(all);
    // The oldest is graded first.
    this.#showLive([...all].reverse().find(isLive) ?? null);
    for (const item of all) {
      if (isLive(item)) this.#pending.add(item.id);
      else if (this.#pending.delete(item.id)) this.#finished(item);
    }
  }

  /** Says how one ended, and what its notes are. */
  say(item: Item, notes: string): void {
    if (this.#live) return;
    // The list has the whole sentence.
    const result = item.verdict_title ?? item.summary ?? progress.badges[item.status];
    setText(this.#sentence, [texts.finished(nameOf(item), result), notes].filter(Boolean).join(" "));
  }

  #showLive(item: Item | null): void {
    if (item?.id !== this.#live?.id) {
      this.#phases?.reset();
      this.#phaseList?.replaceChildren();
      clearInterval(this.#ticking);
      if (item) this.#ticking = setInterval(() => this.#phases?.tick(), 100);
    }
    this.#live = item;
    if (this.#phaseList) this.#phaseList.hidden = !item || item.phases.length === 0;
    if (!item) return;
    setText(this.#sentence, `${nameOf(item)}: ${sentence(item, item.grading)}`);
    if (this.#phaseList?.childElementCount === 0) this.#phaseList.append(...item.phases.map(({ name }) => row(name)));
    this.#phases?.show(item.phases);
  }

  #listItems(all: readonly Item[]): void {
    const list = this.#list;
    if (!list) return;
    const empty = list.parentElement?.querySelector<HTMLElement>("[data-empty]");
    if (empty) empty.hidden = all.length > 0;
    const entries = new Map([...list.querySelectorAll<HTMLElement>("[data-id]")].map((li) => [li.dataset["id"] ?? "", li]));
    for (const [id, entry] of entries) if (!all.some((item) => item.id === id)) entry.remove();
    all.forEach((item, n) => {
      const entry = entries.get(item.id) ?? element("li", { "data-id": item.id });
      // Phases change all the time and are shown elsewhere; a link that has the focus stays what it is.
      const shown = JSON.stringify({ ...item, phases: [] });
      if (this.#shown.get(item.id) !== shown) entry.replaceChildren(...contents(item));
      this.#shown.set(item.id, shown);
      if (list.children[n] !== entry) list.insertBefore(entry, list.children[n] ?? null);
    });
  }
}

/** As the server writes it (web/templates/take/workspace.html); out of sight, the link says where it leads. */
function contents(item: Item): (Node | string)[] {
  const verdict = item.verdict_title === null ? [] : [element("span", { class: "vh" }, `: ${item.verdict_title}`)];
  const score = item.score ? [element("b", {}, texts.points(item.score.earned, item.score.max)), " "] : [];
  const costsNone = item.purpose === "attempt" && (item.status === "failed" || item.verdict === "compile_error");
  const counted = costsNone ? [element("span", { class: "quiet" }, texts.notCounted), " "] : [];
  const time = element("time", { datetime: item.created_at }, localTime(new Date(item.created_at)));
  const sentence = item.summary === null ? [] : [element("span", { class: "sentence" }, item.summary)];
  const link = element("a", { href: item.page }, nameOf(item), ...verdict);
  return [badge(item), " ", link, " ", ...score, ...counted, element("span", { class: "quiet" }, time), ...sentence];
}

function row(name: string): HTMLElement {
  return element(
    "li",
    { "data-phase": name, "data-state": "waiting" },
    element("span", { class: "dot", "aria-hidden": "true" }),
    element("span", { class: "name" }, progress.phases[name] ?? name.replaceAll("_", " ")),
    element("span", { class: "units", "data-units": "" }),
    element("span", { class: "elapsed", "data-elapsed": "" }),
    element("span", { class: "vh", "data-word": "" }),
  );
}
