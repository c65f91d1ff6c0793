// <code-editor>: CodeMirror in place of a text area. The text area stays in the form and carries the text.
//
// The editor lives in a shadow root, where its styles are constructed style sheets: the pages' content security policy
// allows no inline styles. Colours come through as custom properties.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { goLanguage } from "@codemirror/lang-go";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { fontSize: "14px", color: "var(--text)", background: "var(--surface)", minHeight: "288px", maxHeight: "70vh" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontVariantLigatures: "none", lineHeight: "22px", minHeight: "288px" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-line": { padding: "0 16px 0 12px" },
  ".cm-gutters": { background: "var(--sunken)", color: "var(--text-2)", borderRight: "1px solid var(--line)", fontSize: "13px" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "44px", padding: "0 12px 0 8px" },
  ".cm-activeLine": { background: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  ".cm-activeLineGutter": { background: "transparent", color: "var(--text)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 26%, transparent)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    background: "color-mix(in srgb, var(--accent) 22%, transparent)",
    outline: "1px solid var(--accent)",
  },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.definitionKeyword, tags.controlKeyword, tags.moduleKeyword], color: "var(--code-keyword)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--code-function)" },
  { tag: [tags.typeName, tags.definition(tags.typeName)], color: "var(--code-type)" },
  { tag: [tags.string, tags.character, tags.escape], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-constant)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
]);

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

function extensions(path: string, changed: (text: string) => void): Extension[] {
  return [
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
    path.endsWith(".go") ? goLanguage : [],
    syntaxHighlighting(colours),
    theme,
    // Escape, then Tab leaves the editor; CodeMirror sees to that itself.
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
    EditorView.contentAttributes.of({
      "aria-label": `${path}. Tab indents; press Escape, then Tab to leave the editor.`,
      tabindex: "0",
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed(update.state.doc.toString());
    }),
  ];
}

export class CodeEditor extends HTMLElement {
  #view: EditorView | undefined;

  /** Hides the text area behind an editor; `changed` is called after each change, when the area has the text. */
  static replace(area: HTMLTextAreaElement, changed: () => void): CodeEditor {
    const editor = document.createElement("code-editor") as CodeEditor;
    const path = area.name.replace(/^file:/, "");
    const root = editor.attachShadow({ mode: "open" });
    area.after(editor, keys());
    area.hidden = true;
    editor.#view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: area.value,
        extensions: extensions(path, (text) => {
          area.value = text;
          changed();
        }),
      }),
    });
    area.labels[0]?.addEventListener("click", () => editor.#view?.focus());
    return editor;
  }

  /** Shows another text, as one step that can be undone. */
  show(text: string): void {
    const view = this.#view;
    view?.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  }
}

/** How to get out: said on the page, not only to screen readers. */
function keys(): HTMLElement {
  const note = document.createElement("p");
  note.className = "keys";
  const key = (name: string) => Object.assign(document.createElement("kbd"), { textContent: name });
  note.append(key("Tab"), " indents. To leave the editor: ", key("Esc"), ", then ", key("Tab"), ".");
  return note;
}

customElements.define("code-editor", CodeEditor);
