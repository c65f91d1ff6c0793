import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, serve } from "./browser.mjs";

const page = (typed) => `<!doctype html><html lang="en"><title>t</title><script type="module" src="/editor.js"></script>
<form data-draft="pool:1"><p data-draft-state hidden></p>
<label for="e">pool.go</label><textarea id="e" name="file:pool.go" data-code${typed ? " data-typed" : ""}>
package pool
</textarea><button id="next">Hand in</button></form>`;

let browser, server;
before(async () => {
  browser = await launch();
  const script = (path) => readFile(new URL(`../../assets/dist${path}`, import.meta.url));
  server = await serve((path) => (path.endsWith(".js") ? script(path) : page(path === "/typed")));
});
after(async () => {
  await browser.close();
  server.close();
});

/** A tab on a fresh page; whatever the policy refuses or a script throws fails the test. */
async function open(t, path = "/") {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const faults = [];
  tab.on("console", (m) => m.type() === "error" && !m.text().includes("404") && faults.push(m.text()));
  tab.on("pageerror", (e) => faults.push(String(e)));
  await tab.goto(server.origin + path);
  await tab.locator("code-editor .cm-content").waitFor();
  t.after(async () => {
    await context.close();
    assert.deepEqual(faults, []);
  });
  return tab;
}

const text = (tab) => tab.locator("textarea").inputValue();
const said = (tab, words) => tab.locator("[data-draft-state]", { hasText: words }).waitFor();

test("the form carries what the editor shows", async (t) => {
  const tab = await open(t);
  await tab.locator(".cm-content").click();
  await tab.keyboard.press("Control+End");
  await tab.keyboard.type("// mine");
  assert.equal(await text(tab), "package pool\n// mine");
  assert.equal(await tab.locator("textarea").isVisible(), false);
  await tab.locator("label").click();
  assert.equal(await tab.evaluate(() => document.activeElement.localName), "code-editor");
});

test("typing over several lines replaces them, and brackets go around them", async (t) => {
  const tab = await open(t);
  await tab.locator(".cm-content").click();
  await tab.keyboard.press("Control+a");
  await tab.keyboard.type("{");
  assert.equal(await text(tab), "{package pool\n}");
  await tab.keyboard.press("Control+a");
  await tab.keyboard.type("x");
  assert.equal(await text(tab), "x");
  await tab.keyboard.press("Control+z");
  assert.equal(await text(tab), "{package pool\n}");
});

test("a draft survives a reload and can be given up", async (t) => {
  const tab = await open(t);
  await tab.locator(".cm-content").click();
  await tab.keyboard.press("Control+End");
  await tab.keyboard.type("func f() {}");
  await said(tab, "Draft saved in this browser");
  await tab.reload();
  await said(tab, "is back");
  assert.equal(await text(tab), "package pool\nfunc f() {}");
  tab.on("dialog", (dialog) => dialog.accept());
  await tab.getByRole("button", { name: "Back to the starter" }).click();
  await said(tab, "The starter is back");
  assert.equal(await text(tab), "package pool\n");
  await tab.reload();
  await tab.locator("code-editor .cm-content").waitFor();
  assert.equal(await text(tab), "package pool\n");
});

test("what the server sent back is never replaced by a draft", async (t) => {
  const tab = await open(t, "/typed");
  await tab.evaluate(() => {
    const draft = { saved: new Date().toISOString(), files: { "file:pool.go": "old" } };
    localStorage.setItem("gauntlet:draft:pool:1", JSON.stringify(draft));
  });
  await tab.reload();
  await tab.locator("code-editor .cm-content").waitFor();
  assert.equal(await text(tab), "package pool\n");
});

test("a broken draft is no draft", async (t) => {
  const tab = await open(t);
  await tab.evaluate(() => localStorage.setItem("gauntlet:draft:pool:1", '{"files":'));
  await tab.reload();
  await tab.locator("code-editor .cm-content").waitFor();
  assert.equal(await text(tab), "package pool\n");
});

test("Tab indents, and Escape opens the way out", async (t) => {
  const tab = await open(t);
  await tab.locator(".cm-content").click();
  await tab.keyboard.press("Control+Home");
  await tab.keyboard.press("Tab");
  assert.equal(await text(tab), "\tpackage pool\n");
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.id), "next");
  assert.equal(await text(tab), "\tpackage pool\n");

  await tab.locator(".cm-content").click();
  await tab.keyboard.press("Control+a");
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.id), "next", "with a selection, too");
  assert.equal(await text(tab), "\tpackage pool\n");
});
