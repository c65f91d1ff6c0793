// The page of the workspace as web/templates/take/workspace.html writes it, with what the scripts hang on.

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** `work` is a WorkServer: what is there becomes the page. */
export function workspacePage({ draft, deadline, attempts, typed, opened }) {
  const now = new Date().toISOString();
  const files = Object.entries(typed ?? draft.files).map(([path, text], n) => editor(path, text, n, typed !== null));
  const saved = draft.saved_at
    ? `Saved as version ${draft.revision}, <time datetime="${draft.saved_at}">then</time>`
    : "Nothing saved yet: this is the starter";
  return `<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><title>Pool</title>
<script type="module" src="/assets/workspace.js"></script></head><body>
<a href="#before">Before</a>
<header class="work-head"><div class="wide"><h1>Pool</h1>
<p class="clock" data-clock data-deadline="${deadline}" data-now="${now}"><span data-clock-text>1 h left</span> <span class="quiet">until <time datetime="${deadline}" data-brief>then</time></span></p>
<p class="vh" data-clock-said aria-live="assertive"></p>
<p class="save-state" data-save-state data-kind="saved" aria-live="polite">${saved}</p></div></header>
<div class="workspace wide"><section class="statement"><h2>Statement</h2>
<details class="file" data-read="pool_test.go"><summary>pool_test.go</summary><pre><span class="line" id="t-1">package pool
</span><span class="line" id="t-2">func TestPool</span></pre></details></section>
<div class="work-side">
<form class="work" method="post" action="/take/pool" enctype="multipart/form-data" data-work="pool" data-invitation="${opened}" data-revision="${draft.revision}" data-version="1">
<input type="hidden" name="base" value="${draft.revision}">
${typed ? '<div class="alert" role="alert"><h2>This was not saved</h2></div>' : ""}
<div class="conflict" data-conflict hidden></div>
${files.join("\n")}
<div class="actions row"><button class="button" name="action" value="save">Save</button>
<button class="button" name="action" value="run" data-run>Run visible tests</button>
<button class="button primary" name="action" value="submit" data-submit>Submit (${attempts.of - attempts.used} attempts left)</button></div>
<div class="field upload"><label for="upload">Or upload files</label><input id="upload" type="file" name="upload" multiple></div>
<details class="more editor-settings" data-editor-settings hidden><summary>Editor</summary>
<label>Keys <select data-keys><option value="default">Plain</option><option value="vim">Vim</option><option value="emacs">Emacs</option></select></label>
<label>Size <select data-size><option>12</option><option selected>14</option><option>20</option></select></label></details>
<dialog data-confirm aria-labelledby="confirm-h"><h2 id="confirm-h">Submit (${attempts.of - attempts.used} attempts left)?</h2>
<p>Your last save is graded. <span data-attempts-left>${attempts.of - attempts.used} Versuche</span>; the best one counts.</p>
<button type="button" class="button" data-cancel>Not yet</button> <button type="button" class="button primary" data-confirmed>Submit</button></dialog>
</form>
<section class="handed-in" aria-labelledby="handed-in-h" data-handed-in data-events="/api/v1/take/events?invitation=${opened}"><h2 id="handed-in-h">Runs and attempts</h2>
<p data-live-sentence aria-live="polite"></p><ol class="phases" data-phases hidden></ol><ul class="plain" data-items></ul>
<p class="quiet" data-empty>Nothing yet.</p></section>
</div></div></body></html>`;
}

function editor(path, text, n, isTyped) {
  return `<div class="editor" data-file="${path}"><label for="edit-${n}"><code>${path}</code></label>
<textarea id="edit-${n}" name="file:${path}" rows="20" data-code${isTyped ? " data-typed" : ""}>
${escape(text)}</textarea></div>`;
}
