// On paper an editor would show what its window shows: there, the whole text stands instead.
import { element } from "./dom.js";

/** Puts the texts of the areas on paper. */
export function onPaper(areas: readonly HTMLTextAreaElement[]): void {
  const printed: HTMLElement[] = [];
  addEventListener("beforeprint", () => {
    for (const area of areas) {
      const path = element("h3", { class: "on-paper" }, area.name.replace(/^file:/, ""));
      printed.push(path, element("pre", { class: "on-paper" }, area.value));
      area.closest(".work")?.append(...printed.slice(-2));
    }
  });
  addEventListener("afterprint", () => {
    for (const part of printed.splice(0)) part.remove();
  });
}
