// Another link is opened in the same browser: the page that is open keeps what was typed, and asks nothing until it may.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settle } from "./pure.mjs";
import { Page } from "./saving-page.mjs";
import { NETWORK, is, open, says, serve, text, type, until } from "./work-tab.mjs";

const OTHER = { kind: "other-link" };
const REFUSED = /status of 409/;

test("nothing is sent any more, and everything kept", async () => {
  const page = new Page({ revision: 6 });
  page.type("a");
  page.saving.flush();
  await page.answer(OTHER);
  assert.deepEqual([page.kind, page.kept, page.pauses], ["other-link", { base: 6, text: "a" }, []]);
  page.type("ab");
  assert.deepEqual(page.pauses, [300], "only the copy in this browser is waited for");
  page.pass(300);
  assert.deepEqual(page.kept, { base: 6, text: "ab" });
  page.saving.flush();
  assert.equal(page.sent.length, 1);
});

test("once the link is open again it goes on where it was", async () => {
  const page = new Page({ revision: 6 });
  page.type("a");
  page.saving.halt();
  assert.deepEqual([page.kind, page.kept, page.pauses], ["other-link", { base: 6, text: "a" }, []]);
  page.saving.resume();
  assert.deepEqual(page.sent, [{ base: 6, text: "a" }]);
  await page.saved(7);
  assert.deepEqual([page.kind, page.kept], ["saved", null]);
});

test("what waits for a person's decision still does", async () => {
  const page = new Page({ revision: 6, known: null });
  page.saving.halt();
  page.saving.resume();
  assert.deepEqual([page.kind, page.sent], ["unsaved", []]);
});

test("a press asks the server, also if nothing is unsent", async () => {
  const page = new Page({ revision: 6 });
  page.saving.halt();
  const refused = page.saving.save();
  await settle();
  await page.answer(OTHER);
  assert.equal(await refused, "other-link");
  const saved = page.saving.save();
  await settle();
  await page.saved(7);
  assert.deepEqual([await saved, page.kind], ["saved", "saved"]);
});

test("a tab says so calmly, shows nothing of the other, and goes on when its link was opened again", async (t) => {
  const server = await serve();
  const tab = await open(t, server, { expected: new RegExp(`${NETWORK.source}|${REFUSED.source}`) });
  await type(tab, "// own");
  await is(tab, "saved");
  const own = server.draft;

  server.opened = "other";
  server.draft = { ...own, revision: 9, files: { "pool.go": "package pool // of the other" } };
  const others = server.draft;
  server.drop();
  await is(tab, "other-link");
  await says(tab, "Another link was opened in this browser since this page was. What you wrote is still in this tab");
  await type(tab, ", and more");
  await tab.getByRole("button", { name: "Submit" }).click();
  await tab.locator("dialog [data-confirmed]").click();
  await tab.locator(".said", { hasText: "Not handed in: another link was opened" }).waitFor();
  assert.equal(await text(tab), "package pool\n// own, and more");
  assert.deepEqual([server.draft, server.attempts.used, server.followers], [others, 0, 0], "nothing reached the other");
  assert.equal(await tab.locator("[data-conflict]").isVisible(), false);

  server.opened = "own";
  server.draft = own;
  await tab.evaluate(() => dispatchEvent(new Event("focus")));
  await says(tab, "Saved as version 2");
  assert.equal(server.draft.files["pool.go"], "package pool\n// own, and more");
  await tab.waitForFunction(() => document.querySelector("[data-save-state]").dataset.kind === "saved");
  server.save({ "pool.go": "package pool // from elsewhere" });
  await until(tab, "package pool // from elsewhere");
});

test("what one invitation's page kept is not brought back on another's", async (t) => {
  const server = await serve();
  const tab = await open(t, server, { expected: new RegExp(`${NETWORK.source}|${REFUSED.source}`) });
  const own = server.draft;
  server.opened = "other";
  await type(tab, "// unsent");
  await is(tab, "other-link");
  server.draft = { ...own, files: { "pool.go": "package pool // of the other" } };
  await tab.reload();
  await tab.locator("code-editor .cm-content").waitFor();
  assert.equal(await text(tab), "package pool // of the other");
  assert.equal(server.saves.length, 1, "only the one that was refused");

  server.opened = "own";
  server.draft = own;
  await tab.reload();
  await until(tab, "package pool\n// unsent");
  await says(tab, "Saved as version 1");
});
