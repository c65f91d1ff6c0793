// Several files as tabs: one in the order of Tab, arrows between them.
import { element } from "./dom.js";
import { tabs as texts } from "./texts.js";

/** Of many files' tabs, some are scrolled out of sight. Only their list is scrolled, never the page. */
function reveal(tab: HTMLElement): void {
  const list = tab.parentElement;
  if (!list || list.scrollHeight <= list.clientHeight) return;
  const below = tab.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
  const above = list.getBoundingClientRect().top - tab.getBoundingClientRect().top;
  if (below > 0) list.scrollTop += below;
  else if (above > 0) list.scrollTop -= above;
}

export class Tabs {
  readonly #tabs = new Map<string, HTMLButtonElement>();
  readonly #panels = new Map<string, HTMLElement>();
  readonly #shown: (path: string) => void;

  /** `panels` are the `.editor[data-file]` of a form, in their order; `shown` is told what comes into sight. */
  constructor(panels: readonly HTMLElement[], shown: (path: string) => void) {
    this.#shown = shown;
    for (const panel of panels) this.#panels.set(panel.dataset["file"] ?? "", panel);
    if (this.#panels.size < 2) return;
    const list = element("div", { role: "tablist", "aria-label": texts.label, class: "tabs" });
    for (const [path, panel] of this.#panels) list.append(this.#tab(path, panel));
    panels[0]?.before(list);
    list.addEventListener("keydown", (event) => this.#key(event));
    this.select([...this.#panels.keys()][0] ?? "");
  }

  /** Brings a file into sight. */
  select(path: string): void {
    for (const [other, tab] of this.#tabs) {
      const chosen = other === path;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      const panel = this.#panels.get(other);
      if (panel) panel.hidden = !chosen;
      if (chosen) reveal(tab);
    }
    this.#shown(path);
  }

  #tab(path: string, panel: HTMLElement): HTMLButtonElement {
    const n = this.#tabs.size;
    const tab = element("button", { type: "button", role: "tab", id: `tab-${n}` }, path);
    panel.id ||= `file-${n}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    // The tab says the same.
    for (const label of panel.querySelectorAll("label")) label.hidden = true;
    tab.addEventListener("click", () => this.select(path));
    this.#tabs.set(path, tab);
    return tab;
  }

  #key(event: KeyboardEvent): void {
    const paths = [...this.#tabs.keys()];
    const at = paths.findIndex((path) => this.#tabs.get(path) === event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + paths.length, Home: 0, End: paths.length - 1 }[event.key];
    const path = to === undefined || at < 0 ? undefined : paths[to % paths.length];
    if (path === undefined) return;
    event.preventDefault();
    this.select(path);
    this.#tabs.get(path)?.focus();
  }
}
