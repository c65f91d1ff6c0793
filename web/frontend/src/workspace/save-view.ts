// What became of the text, at the head of the page.
import { briefTime } from "../time.js";
import { element } from "./dom.js";
import type { State } from "./saving.js";
import { saving as texts } from "./texts.js";

export class SaveView {
  readonly #root: HTMLElement;
  #shown = "";
  #wasTrouble = false;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** `asked`: somebody pressed the button, and waits to hear. */
  show(state: State, asked = false): void {
    const words = this.#words(state);
    const text = words.map((word) => (typeof word === "string" ? word : word.outerHTML)).join("");
    if (text === this.#shown && !asked) return;
    this.#shown = text;
    // Saving goes on all the time: only what is out of the ordinary, and the way back from it, is read aloud.
    const isTrouble = state.trouble !== null || state.news !== null || !["saved", "saving", "unsaved"].includes(state.kind);
    this.#root.setAttribute("aria-live", isTrouble || this.#wasTrouble || asked ? "polite" : "off");
    this.#wasTrouble = isTrouble;
    this.#root.dataset["kind"] = state.kind;
    this.#root.replaceChildren(...words);
  }

  #words(state: State): (HTMLElement | string)[] {
    const news = state.news === null ? [] : [`${texts[state.news]}. `];
    switch (state.kind) {
      case "saved":
        return [...news, ...saved(state)];
      case "saving":
        return [...news, texts.saving];
      case "unsaved":
        return state.trouble?.kind === "refused" ? [texts.refused(state.trouble.why)] : [...news, texts.unsaved];
      case "offline":
        if (state.trouble?.kind === "signed-out") return [texts.signedOut];
        return [...news, state.kept ? texts.away : texts.awayUnkept];
      case "other-link":
        return [state.kept ? texts.otherLink : texts.otherLinkUnkept];
      case "conflict":
        return [texts.conflict];
      case "closed":
        return [texts.closed(state.revision), ...(state.unsent ? [`. ${texts.closedUnsent}`] : [])];
    }
  }
}

function saved({ revision, savedAt }: State): (HTMLElement | string)[] {
  if (revision === 0) return [texts.nothing];
  const time = savedAt === null ? [] : [", ", element("time", { datetime: savedAt }, briefTime(new Date(savedAt)))];
  return [texts.saved(revision), ...time];
}
