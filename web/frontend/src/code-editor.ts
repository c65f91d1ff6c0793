// <code-editor>: CodeMirror in place of a text area. The text area stays in the form and carries the text.
//
// The editor lives in a shadow root, where its styles are constructed style sheets: the pages' content security policy
// allows no inline styles. Colours come through as custom properties.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { goLanguage } from "@codemirror/lang-go";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { ChangeSet, Compartment, EditorState, type Extension, Prec, type Text } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { looks } from "./editor-theme.js";
import { editor as texts } from "./workspace/texts.js";

/**
 * Typing over several selected lines, done here rather than by the browser: Chrome would put an element with an inline
 * style in their place, which the policy refuses with an error.
 */
const typeOverLines = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    const { from, to } = state.selection.main;
    const text = event.data;
    if (event.inputType !== "insertText" || !text || view.composing) return false;
    if (state.doc.lineAt(from).number === state.doc.lineAt(to).number) return false;
    event.preventDefault();
    const typed = () => state.update(state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    if (!state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, typed))) view.dispatch(typed());
    return true;
  },
});

/** How long Tab leaves the editor after Escape, unless another key comes first: time enough for slow hands. */
const LEAVE_MS = 10_000;

/** Escape opens the way out whatever else it does there: with a selection, CodeMirror would only drop that. */
const leaveByEscape = Prec.highest(
  EditorView.domEventHandlers({
    keydown(event, view) {
      if (event.key === "Escape") view.setTabFocusMode(LEAVE_MS);
      return false;
    },
  }),
);

/** A change filter stops key bindings that look at no read-only flag, too. */
const locked: Extension = [
  EditorState.readOnly.of(true),
  EditorState.changeFilter.of(() => false),
  EditorView.contentAttributes.of({ "aria-readonly": "true" }),
];

/** A text as it was at one moment, and every change since. */
export class Mark {
  changes: ChangeSet;

  constructor(readonly doc: Text) {
    this.changes = ChangeSet.empty(doc.length);
  }
}

export class CodeEditor extends HTMLElement {
  readonly #keys = new Compartment();
  readonly #lock = new Compartment();
  readonly #label = new Compartment();
  readonly #marks = new Set<Mark>();
  #path = "";
  #note: HTMLElement | undefined;
  #view: EditorView | undefined;

  /**
   * Hides the text area behind an editor; `changed` is called after each change, when the area has the text. `extra`
   * goes before what every editor has.
   */
  static replace(area: HTMLTextAreaElement, changed: () => void, extra: Extension = []): CodeEditor {
    const editor = document.createElement("code-editor") as CodeEditor;
    editor.#path = area.name.replace(/^file:/, "");
    editor.#note = Object.assign(document.createElement("p"), { className: "keys" });
    const root = editor.attachShadow({ mode: "open" });
    area.after(editor, editor.#note);
    area.hidden = true;
    editor.#view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({ doc: area.value, extensions: editor.#extensions(extra, area, changed) }),
    });
    editor.#explain(texts.leave.default);
    area.labels[0]?.addEventListener("click", () => editor.view.focus());
    return editor;
  }

  get path(): string {
    return this.#path;
  }

  get view(): EditorView {
    if (!this.#view) throw new Error("expected an editor made by replace()");
    return this.#view;
  }

  /** Shows another text, as one step that can be undone; cursor and notes outside of what differs stay. */
  show(text: string): void {
    const now = this.view.state.doc.toString();
    const most = Math.min(now.length, text.length);
    let from = 0;
    while (from < most && now[from] === text[from]) from += 1;
    let end = 0;
    while (end < most - from && now[now.length - 1 - end] === text[text.length - 1 - end]) end += 1;
    const changes = { from, to: now.length - end, insert: text.slice(from, text.length - end) };
    this.view.dispatch({ changes, filter: false, annotations: isolateHistory.of("full") });
  }

  /** Other key bindings, and the words that say how to leave the editor under them. */
  bind(keys: Extension, leave: string): void {
    this.view.dispatch({ effects: this.#keys.reconfigure(keys) });
    this.#explain(leave);
  }

  /** Whether the text can be changed by whoever sits there. */
  lock(on: boolean): void {
    this.view.dispatch({ effects: this.#lock.reconfigure(on ? locked : []) });
  }

  /** Remembers the text as it is now, until {@link forget}. */
  mark(): Mark {
    const mark = new Mark(this.view.state.doc);
    this.#marks.add(mark);
    return mark;
  }

  forget(mark: Mark): void {
    this.#marks.delete(mark);
  }

  #extensions(extra: Extension, area: HTMLTextAreaElement, changed: () => void): Extension[] {
    return [
      looks,
      this.#keys.of([]),
      this.#lock.of([]),
      this.#label.of([]),
      extra,
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      history(),
      drawSelection(),
      EditorState.tabSize.of(4),
      indentUnit.of("\t"),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      typeOverLines,
      this.#path.endsWith(".go") ? goLanguage : [],
      leaveByEscape,
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of({ tabindex: "0", autocapitalize: "off", autocorrect: "off", spellcheck: "false" }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        for (const mark of this.#marks) mark.changes = mark.changes.compose(update.changes);
        area.value = update.state.doc.toString();
        changed();
      }),
    ];
  }

  /** How to get out: said on the page, not only to screen readers. Keys stand between backquotes. */
  #explain(leave: string): void {
    const label = texts.label(this.#path, leave.replaceAll("`", ""));
    this.view.dispatch({ effects: this.#label.reconfigure(EditorView.contentAttributes.of({ "aria-label": label })) });
    const key = (name: string) => Object.assign(document.createElement("kbd"), { textContent: name });
    const words = leave.split("`").map((part, n) => (n % 2 === 1 ? key(part) : part));
    this.#note?.replaceChildren(key("Tab"), texts.indents, ...words);
  }
}

customElements.define("code-editor", CodeEditor);
