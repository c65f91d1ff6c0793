// Other people's keys for the editors, each loaded when somebody chooses it.
import { type Extension, Prec } from "@codemirror/state";
import { type EditorView, ViewPlugin, keymap } from "@codemirror/view";

export type Keys = "default" | "vim" | "emacs";

/** What makes the extension of one editor under those keys; `save` is what their own words for saving do. */
export async function load(keys: Keys, save: () => void): Promise<() => Extension> {
  switch (keys) {
    case "default":
      return () => [];
    case "vim": {
      const { Vim, getCM, vim } = await import("@replit/codemirror-vim");
      Vim.defineEx("write", "w", save);
      return () => [vim({ status: true }), ViewPlugin.define((view) => new TabByMode(view, getCM(view)))];
    }
    case "emacs": {
      const { EmacsHandler, emacs } = await import("@replit/codemirror-emacs");
      EmacsHandler.bindKey("C-x C-s", { exec: save });
      return () => emacs();
    }
  }
}

/** What Vim's layer says of itself. */
interface Modes {
  on(event: "vim-mode-change", heard: (change: { mode: string }) => void): void;
}

/** Under Vim's keys, Tab indents while text is typed, and otherwise goes on to what comes after the editor. */
class TabByMode {
  readonly #view: EditorView;

  constructor(view: EditorView, modes: Modes | null) {
    this.#view = view;
    view.setTabFocusMode(true);
    modes?.on("vim-mode-change", ({ mode }) => view.setTabFocusMode(mode === "normal" || mode === "visual"));
  }

  destroy(): void {
    this.#view.setTabFocusMode(false);
  }
}

/** What every editor has, whatever its keys: the browser's own "save page" is of no use here. */
export function saveKey(save: () => void): Extension {
  const run = () => {
    save();
    return true;
  };
  return Prec.low(keymap.of([{ key: "Mod-s", run, preventDefault: true }]));
}
