// Two versions of the same files: both in sight, and the choice between them.
import { briefTime } from "../time.js";
import { difference } from "./difference.js";
import { button, element } from "./dom.js";
import type { Draft, Files } from "./protocol.js";
import { conflict as texts } from "./texts.js";

export interface Ports {
  mine(): Files;
  keepMine(): void;
  takeTheirs(): void;
}

export class ConflictPanel {
  readonly #root: HTMLElement;
  readonly #ports: Ports;
  #theirs: Draft | null = null;
  #shownMine: Files = {};

  constructor(root: HTMLElement, ports: Ports) {
    this.#root = root;
    this.#ports = ports;
    root.setAttribute("role", "group");
    root.setAttribute("aria-labelledby", "conflict-h");
  }

  /** Shows the panel and takes the focus to it, keeps it up to date, or hides it. */
  show(theirs: Draft | null): void {
    if (theirs === null) {
      this.#theirs = null;
      this.#root.hidden = true;
      this.#root.replaceChildren();
      return;
    }
    if (theirs === this.#theirs) return this.#refresh();
    this.#theirs = theirs;
    const heading = element("h2", { id: "conflict-h", tabindex: "-1" }, texts.heading);
    this.#root.replaceChildren(
      heading,
      element("p", {}, what(theirs)),
      element(
        "p",
        { class: "row" },
        button("button", texts.keepMine, () => this.#ports.keepMine()),
        button("button", texts.takeTheirs, () => this.#ports.takeTheirs()),
      ),
      element("div", { "data-both": "" }),
    );
    this.#compare();
    this.#root.hidden = false;
    // The heading, not a button: whoever is typing must not press one.
    heading.focus();
  }

  /** Whoever types on sees their side change. */
  #refresh(): void {
    const mine = this.#ports.mine();
    const changed = Object.keys(mine).some((path) => mine[path] !== this.#shownMine[path]);
    if (changed) this.#compare();
  }

  #compare(): void {
    const both = this.#root.querySelector("[data-both]");
    if (!both || !this.#theirs) return;
    const [mine, theirs] = [this.#ports.mine(), this.#theirs.files];
    this.#shownMine = mine;
    const paths = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].sort();
    both.replaceChildren(...paths.map((path) => this.#file(path, theirs[path], mine[path])));
  }

  #file(path: string, theirs: string | undefined, mine: string | undefined): HTMLElement {
    if (theirs === mine) return element("p", { class: "quiet" }, texts.same(path));
    const { before, a, b, after } = difference(theirs ?? "", mine ?? "");
    const side = (title: string, text: string | undefined, own: string) => {
      const shown = text === undefined ? [texts.absent] : [before, ...(own ? [element("mark", {}, own)] : []), after];
      const label = `${path}. ${title}`;
      const code = element("pre", { class: "code", tabindex: "0", role: "region", "aria-label": label }, ...shown);
      return element("div", { class: "version" }, element("h4", {}, title), code);
    };
    return element(
      "div",
      { class: "versions" },
      element("h3", {}, path),
      side(texts.theirs(this.#theirs?.revision ?? 0), theirs, a),
      side(texts.mine, mine, b),
    );
  }
}

function what(theirs: Draft): string {
  const time = theirs.saved_at === null ? null : briefTime(new Date(theirs.saved_at));
  return texts.what(theirs.revision, time, texts.origins[theirs.origin ?? ""] ?? "");
}
