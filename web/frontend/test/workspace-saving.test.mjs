// What somebody types: saved, kept, brought back, and never put over somebody else's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NETWORK, is, leave, open, says, serve, text, type, until } from "./work-tab.mjs";

test("what is typed is saved when typing rests, and says so", async (t) => {
  const server = await serve();
  const tab = await open(t, server);
  await type(tab, "// one");
  await says(tab, "Saved as version 1");
  await is(tab, "saved");
  assert.equal(server.draft.files["pool.go"], "package pool\n// one");
  assert.equal(server.saves[0].base, 0);
  await type(tab, " two");
  await tab.keyboard.press("Control+s");
  await says(tab, "Saved as version 2");
  assert.equal(await tab.locator("[name=base]").inputValue(), "2");
  await tab.getByRole("button", { name: "Save", exact: true }).click();
  assert.equal(server.saves.length, 2, "nothing new is nothing to save");
  assert.deepEqual(server.saves.map(({ autosave }) => autosave), [true, false], "the second was asked for");
  assert.equal(await tab.evaluate(() => localStorage.getItem("gauntlet:work:pool")), null);
});

test("two tabs in conflict: both texts in sight, and the person chooses", async (t) => {
  const server = await serve();
  const one = await open(t, server, { expected: NETWORK });
  const two = await open(t, server, { expected: NETWORK });
  await type(one, "// one");
  await says(one, "Saved as version 1");
  await until(two, "package pool\n// one");
  await says(two, "saved elsewhere");

  // Neither hears of the other while the connection for events is down.
  server.mode = "gone";
  server.drop();
  await type(one, ", by the first");
  await type(two, ", by the second");
  await is(one, "offline");
  await is(two, "offline");
  server.mode = "here";
  await one.getByRole("button", { name: "Save", exact: true }).click();
  await says(one, "Saved as version 2");
  await is(two, "conflict");
  assert.equal(server.draft.files["pool.go"], "package pool\n// one, by the first", "nothing was overwritten");
  const panel = two.locator("[data-conflict]");
  assert.equal(await two.evaluate(() => document.activeElement.id), "conflict-h");
  assert.match(await panel.locator("p").first().textContent(), /Version 2 was saved in another window, or on another device, /);
  assert.deepEqual(await panel.locator("mark").allTextContents(), ["// one, by the first", "// one, by the second"]);
  await two.keyboard.press("Tab");
  assert.equal(await two.evaluate(() => document.activeElement.textContent), "Keep mine");
  await two.keyboard.press("Enter");
  await says(two, "Saved as version 3");
  assert.equal(await panel.isVisible(), false);
  assert.equal(await two.evaluate(() => document.activeElement.localName), "code-editor");
  await until(one, "package pool\n// one, by the second");
});

test("theirs can be taken, and undone", async (t) => {
  const server = await serve();
  const tab = await open(t, server, { expected: NETWORK });
  server.mode = "gone";
  server.drop();
  await type(tab, "// mine");
  await is(tab, "offline");
  server.save({ "pool.go": "package pool\n// theirs\n" }, "elsewhere", "git");
  server.mode = "here";
  await tab.getByText(/Version 1 was saved by a push with git, /).waitFor();
  await tab.getByRole("button", { name: "Take theirs" }).click();
  await says(tab, "Saved as version 1");
  assert.equal(await text(tab), "package pool\n// theirs\n");
  await tab.keyboard.press("Control+z");
  assert.equal(await text(tab), "package pool\n// mine");
  await says(tab, "Saved as version 2");
});

test("what was typed while the server was away comes back after a reload and is sent", async (t) => {
  const server = await serve();
  const tab = await open(t, server, { expected: NETWORK });
  server.mode = "busy";
  await type(tab, "// unsent");
  await is(tab, "offline");
  await tab.reload();
  await says(tab, "What you typed before is back");
  assert.equal(await text(tab), "package pool\n// unsent");
  await is(tab, "offline");
  server.mode = "here";
  await says(tab, "Saved as version 1");
  assert.equal(server.draft.files["pool.go"], "package pool\n// unsent");
  await tab.reload();
  await tab.locator("code-editor .cm-content").waitFor();
  assert.equal(await text(tab), "package pool\n// unsent");
  assert.equal(await tab.evaluate(() => localStorage.getItem("gauntlet:work:pool")), null);
});

test("closing the page saves what was typed at the last moment", async (t) => {
  const server = await serve();
  const tab = await leave(t, server);
  await type(tab, "// last");
  await tab.goto("about:blank");
  await tab.goto(`${server.origin}/take/pool`);
  await tab.waitForFunction(() => document.querySelector("textarea").value.endsWith("// last"));
  await is(tab, "saved");
  assert.equal(server.draft.files["pool.go"], "package pool\n// last");
});

test("what the server sent back with a reason waits for a person", async (t) => {
  const server = await serve();
  server.typed = { "pool.go": "package refused\n" };
  const tab = await open(t, server);
  await is(tab, "unsaved");
  await tab.locator("[data-keys]").evaluate((select) => select.closest("details").setAttribute("open", ""));
  await tab.locator("[data-size]").focus();
  assert.deepEqual(server.saves, []);
  await type(tab, "// mended");
  await says(tab, "Saved as version 1");
  assert.equal(server.draft.files["pool.go"], "package refused\n// mended");
});
