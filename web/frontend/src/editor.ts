// On the page of a challenge: text areas become code editors, and what is typed is kept as a draft.
import { CodeEditor } from "./code-editor.js";
import { Draft } from "./draft.js";

const form = document.querySelector<HTMLFormElement>("form[data-draft]");
if (form) {
  const editors = new Map<HTMLTextAreaElement, CodeEditor>();
  const draft = new Draft(form, (area) => editors.get(area)?.show(area.value));
  draft.restore();
  for (const area of form.querySelectorAll<HTMLTextAreaElement>("textarea[data-code]")) {
    editors.set(area, CodeEditor.replace(area, () => draft.touch()));
  }
  // A draft outlives the hand-in: the next attempt starts where this one ended.
  form.addEventListener("submit", () => draft.save());
}
