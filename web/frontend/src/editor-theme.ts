// How the code editor looks: the pages' custom properties, which come through into its shadow root.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Extension, Prec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const base = EditorView.theme({
  "&": {
    fontSize: "var(--code-size, 14px)",
    color: "var(--text)",
    background: "var(--surface)",
    minHeight: "288px",
    maxHeight: "var(--editor-height, 70vh)",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    fontVariantLigatures: "none",
    lineHeight: "var(--code-line, 22px)",
    minHeight: "288px",
  },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-line": { padding: "0 16px 0 12px" },
  ".cm-gutters": {
    alignSelf: "stretch",
    background: "var(--sunken)",
    color: "var(--text-2)",
    borderRight: "1px solid var(--line)",
    fontSize: "calc(var(--code-size, 14px) - 1px)",
  },
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
  ".cm-tooltip": { background: "var(--surface)", color: "var(--text)", border: "1px solid var(--line-strong)", maxWidth: "60ch" },
  ".cm-panels": { background: "var(--sunken)", color: "var(--text)", borderColor: "var(--line)" },
  ".cm-panels input, .cm-panels button": { background: "var(--surface)", color: "var(--text)", font: "inherit" },
  ".cm-searchMatch": { background: "color-mix(in srgb, var(--limit-shape) 30%, transparent)" },
});

/** Vim and Emacs bring colours of their own, which know no theme. */
const keys = EditorView.theme({
  "&.cm-focused .cm-fat-cursor": { background: "var(--accent)", color: "var(--on-accent) !important" },
  "&:not(.cm-focused) .cm-fat-cursor": { outline: "1px solid var(--accent)" },
  ".cm-vim-panel, .cm-vim-panel input": {
    background: "var(--sunken)",
    color: "var(--text)",
    fontFamily: "var(--mono)",
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

/** To come first among an editor's extensions. */
export const looks: Extension = [Prec.highest(keys), base, syntaxHighlighting(colours)];
