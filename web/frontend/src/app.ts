// On every page: small comforts. Nothing here is needed to read a page or to hand in.
import { localTimes } from "./time.js";

/** Buttons that copy the command beside them. */
function copyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const beside = button.parentElement?.querySelector<HTMLElement>("code, input");
    const text = beside instanceof HTMLInputElement ? beside.value : beside?.textContent;
    // The clipboard exists only on secure origins.
    if (!text || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not allowed";
      }
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
  }
}

/** Marks the part of the page that is being read in the list on the left. */
function contents(): void {
  const links = new Map<Element, Element>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".side a")) {
    const part = document.getElementById(link.hash.slice(1));
    if (part) links.set(part, link);
  }
  const seen = new Set<Element>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
      const first = [...links.keys()].find((part) => seen.has(part));
      if (!first) return;
      for (const [part, link] of links) link.classList.toggle("here", part === first);
    },
    { rootMargin: "-10% 0px -60% 0px" },
  );
  for (const part of links.keys()) observer.observe(part);
}

/** Unfolds what a link points into, and everything before printing. */
function folds(): void {
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest("details:not([open])");
    if (!(fold instanceof HTMLDetailsElement)) return;
    fold.open = true;
    target?.scrollIntoView();
  };
  unfold();
  addEventListener("hashchange", unfold);

  let folded: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const fold of folded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
  });
}

localTimes(document);
copyButtons();
contents();
folds();
