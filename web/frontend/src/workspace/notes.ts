// What a run or an attempt says about lines: in the editors' margins, and as a list whose places lead there. Notes stay
// on their lines while the text goes on.
import { type Diagnostic, forEachDiagnostic, lintGutter, nextDiagnostic, setDiagnostics } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { CodeEditor, Mark } from "../code-editor.js";
import { button, element } from "./dom.js";
import { columnOf } from "./places.js";
import type { Note } from "./protocol.js";
import { notes as texts } from "./texts.js";

const HUES = { error: "wrong", warning: "limit", info: "ours" } as const;

const marker = (sign: string, colour: string) => ({
  content: "normal",
  "&:before": { content: `"${sign}"`, color: colour, font: "14px/22px var(--sans)", display: "block", marginTop: "-4px" },
});
const underline = (colour: string) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy ${colour}`,
  textUnderlineOffset: "4px",
  textDecorationSkipInk: "none",
});

/** For each editor: the margin, the looks, and F8 from note to note. */
export const noteLooks: Extension = [
  lintGutter(),
  keymap.of([{ key: "F8", run: nextDiagnostic }]),
  EditorView.theme({
    ".cm-gutter-lint": { width: "20px" },
    ".cm-lint-marker-error": marker("●", "var(--wrong)"),
    ".cm-lint-marker-warning": marker("▲", "var(--limit)"),
    ".cm-lint-marker-info": marker("■", "var(--ours)"),
    ".cm-lintRange-error": underline("var(--wrong-shape)"),
    ".cm-lintRange-warning": underline("var(--limit-shape)"),
    ".cm-lintRange-info": underline("var(--ours-shape)"),
    ".cm-lintPoint-error:after": { borderBottomColor: "var(--wrong-shape)" },
    ".cm-lintPoint-warning:after": { borderBottomColor: "var(--limit-shape)" },
    ".cm-lintPoint-info:after": { borderBottomColor: "var(--ours-shape)" },
    ".cm-diagnostic": { font: "14px/20px var(--sans)", padding: "4px 8px", whiteSpace: "pre-wrap" },
    ".cm-diagnostic-error": { borderLeftColor: "var(--wrong-shape)" },
    ".cm-diagnostic-warning": { borderLeftColor: "var(--limit-shape)" },
    ".cm-diagnostic-info": { borderLeftColor: "var(--ours-shape)" },
  }),
];

/** The texts as they were handed in, by path. */
export type Marks = Map<string, Mark>;

interface Entry {
  note: Note;
  /** None for files that are not in an editor. */
  diagnostic: Diagnostic | null;
  place: HTMLElement;
}

export class Notes {
  readonly #root: HTMLElement;
  readonly #editors: ReadonlyMap<string, CodeEditor>;
  readonly #select: (path: string) => void;
  #entries: Entry[] = [];

  /** `root` gets the list; `select` brings a file into sight. */
  constructor(root: HTMLElement, editors: ReadonlyMap<string, CodeEditor>, select: (path: string) => void) {
    this.#root = root;
    this.#editors = editors;
    this.#select = select;
  }

  /** Remembers the texts, which are handed in now. */
  mark(): Marks {
    return new Map([...this.#editors].map(([path, editor]) => [path, editor.mark()]));
  }

  forget(marks: Marks): void {
    for (const [path, mark] of marks) this.#editors.get(path)?.forget(mark);
  }

  /** Replaces all notes; `heading` says what they are from. Without marks the texts are taken to be those of now. */
  show(heading: string, notes: readonly Note[], marks: Marks | undefined): void {
    this.#entries = notes.map((note) => this.#entry(note, marks?.get(note.file)));
    for (const [path, { view }] of this.#editors) {
      const here = this.#entries.flatMap(({ note, diagnostic }) => (note.file === path && diagnostic ? [diagnostic] : []));
      view.dispatch(setDiagnostics(view.state, here.sort((a, b) => a.from - b.from)));
    }
    this.#list(heading);
    this.update();
  }

  /** The texts changed: places are where they are now. */
  update(): void {
    const at = this.#positions();
    for (const { note, diagnostic, place } of this.#entries) {
      if (!diagnostic) continue;
      const here = at.get(diagnostic);
      const text = here === undefined ? texts.gone(note.file) : texts.place(note.file, this.#lineAt(note.file, here));
      if (place.textContent !== text) place.textContent = text;
    }
  }

  #positions(): Map<Diagnostic, number> {
    const at = new Map<Diagnostic, number>();
    for (const { view } of this.#editors.values()) {
      forEachDiagnostic(view.state, (diagnostic, from) => void at.set(diagnostic, from));
    }
    return at;
  }

  #lineAt(path: string, position: number): number {
    return this.#editors.get(path)?.view.state.doc.lineAt(position).number ?? 0;
  }

  #entry(note: Note, mark: Mark | undefined): Entry {
    const editor = this.#editors.get(note.file);
    if (!editor) return { note, diagnostic: null, place: elsewhere(note) };
    const diagnostic = diagnose(note, editor, mark);
    return { note, diagnostic, place: button("link", "", () => this.#goTo(note.file, diagnostic)) };
  }

  #goTo(path: string, diagnostic: Diagnostic): void {
    const at = this.#positions().get(diagnostic);
    const view = this.#editors.get(path)?.view;
    if (!view) return;
    this.#select(path);
    if (at !== undefined) view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    view.focus();
  }

  #list(heading: string): void {
    const rows = this.#entries.map(({ note, place }) => {
      const word = element("b", { class: `severity hue-${HUES[note.severity]}` }, texts.severities[note.severity]);
      return element("li", {}, word, " ", place, " ", element("span", { class: "words" }, note.message));
    });
    this.#root.replaceChildren(
      element("h3", {}, heading),
      rows.length > 0 ? element("ul", {}, ...rows) : element("p", { class: "quiet" }, texts.none),
    );
    this.#root.hidden = false;
  }
}

/** The place of a note in a file that is only to be read: a link to its line, if the page shows it. */
function elsewhere({ file, line }: Note): HTMLElement {
  const shown = document.querySelector(`[data-read="${CSS.escape(file)}"]`);
  const id = shown?.querySelectorAll(".line")[line - 1]?.id;
  return id ? element("a", { href: `#${id}` }, texts.place(file, line)) : element("code", {}, texts.place(file, line));
}

/** A note on the text of now: from its place in the text that was handed in, through every change since. */
function diagnose(note: Note, editor: CodeEditor, mark: Mark | undefined): Diagnostic {
  const doc = mark?.doc ?? editor.view.state.doc;
  const line = doc.line(Math.min(Math.max(1, note.line), doc.lines));
  const stretch = columnOf(line.text, note.column);
  let [from, to] = [line.from + stretch.from, line.from + stretch.to];
  if (mark) {
    from = mark.changes.mapPos(from, 1);
    to = Math.max(from, mark.changes.mapPos(to, -1));
  }
  return { from, to, severity: note.severity, message: note.message };
}
