// The rest of the workspace: tabs, events, the clock, other people's keys, paper.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { NETWORK, is, open, says, serve, text, type, until } from "./work-tab.mjs";

const TWO = { "pool.go": "package pool\n", "queue.go": "package pool\n\ntype queue struct{}\n" };

test("several files are tabs, by keyboard too", async (t) => {
  const server = await serve(TWO);
  const tab = await open(t, server);
  const shown = () => tab.locator("[role=tabpanel]:visible").getAttribute("data-file");
  assert.equal(await shown(), "pool.go");
  await tab.getByRole("tab", { name: "pool.go" }).focus();
  await tab.keyboard.press("ArrowRight");
  assert.equal(await shown(), "queue.go");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "queue.go");
  await tab.keyboard.press("ArrowRight");
  assert.equal(await shown(), "pool.go");
  await tab.keyboard.press("End");
  assert.equal(await tab.getByRole("tab", { selected: true }).textContent(), "queue.go");
  assert.equal(await tab.locator("[role=tab][tabindex='0']").count(), 1);
  await tab.keyboard.press("Tab");
  await tab.keyboard.type("// q");
  await says(tab, "Saved as version 1");
  assert.deepEqual(server.draft.files, { ...TWO, "queue.go": `// q${TWO["queue.go"]}` });
});

test("many files leave room for the code, and the chosen one's tab is in sight", async (t) => {
  const names = Array.from({ length: 60 }, (_, n) => `a_rather_long_name_${String(n).padStart(2, "0")}.go`);
  const server = await serve(Object.fromEntries(names.map((name) => [name, "package pool\n"])));
  const tab = await open(t, server);
  const style = await readFile(new URL("../css/workspace.css", import.meta.url), "utf8");
  // The fixture has no style sheet; one that a script makes is nothing that the policy refuses.
  await tab.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, style);
  const list = await tab.getByRole("tablist").boundingBox();
  assert.ok(list.height < 160, `${list.height} px of tabs`);
  await tab.getByRole("tab", { name: names[0] }).focus();
  await tab.keyboard.press("End");
  const last = await tab.getByRole("tab", { name: names[59] }).boundingBox();
  const shown = await tab.getByRole("tablist").boundingBox();
  assert.ok(last.y + last.height <= shown.y + shown.height + 1, "the last tab is in sight");
});

test("a refused connection for events is tried again without a reload", async (t) => {
  const server = await serve();
  const tab = await open(t, server, { expected: NETWORK });
  await tab.evaluate(() => (window.same = true));
  server.mode = "busy";
  const refused = tab.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith("/events") && answer.status() === 503);
  server.drop();
  await refused;
  server.mode = "here";
  server.save({ "pool.go": "package pool\n// meanwhile\n" });
  await until(tab, "package pool\n// meanwhile\n");
  assert.equal(await tab.evaluate(() => window.same), true);
});

test("the clock is announced, and locks the editors at the end", async (t) => {
  const server = await serve();
  const tab = await open(t, server, { time: new Date("2020-01-01T00:00:00Z") });
  server.deadline = new Date(Date.now() + 62_000).toISOString();
  server.tell();
  await tab.locator("[data-clock-said]", { hasText: /^1 min \d s left\.$/ }).waitFor({ state: "attached" });
  await type(tab, "// in time");
  await says(tab, "Saved as version 1");
  await tab.clock.runFor(5000);
  await tab.locator("[data-clock-said]", { hasText: "1 minute left." }).waitFor({ state: "attached" });
  await tab.clock.runFor(60_000);
  await tab.locator("[data-clock-said]", { hasText: "Time is up" }).waitFor({ state: "attached" });
  await says(tab, "Your work is over. Version 1, saved last, is handed in for you");
  await tab.locator("code-editor .cm-content").click();
  await tab.keyboard.type("too late");
  assert.equal(await text(tab), "package pool\n// in time");
  assert.equal(await tab.locator("[data-run]").isDisabled(), true);
  await tab.getByRole("link", { name: "To the overview" }).waitFor();

  server.deadline = new Date(Date.now() + 600_000).toISOString();
  server.tell();
  await is(tab, "saved");
  const end = tab.locator("[data-clock] time");
  assert.equal(await end.getAttribute("datetime"), server.deadline);
  assert.match(await end.textContent(), /\d:\d\d/, "the new end");
  await type(tab, ", and more");
  assert.equal(await text(tab), "package pool\n// in time, and more");
});

test("a device whose clock is set asks the server, and ends nothing by itself", async (t) => {
  const server = await serve();
  const tab = await open(t, server, { time: new Date("2020-01-01T00:00:00Z") });
  const left = tab.locator("[data-clock-text]");
  await tab.clock.runFor(6000);
  const asked = tab.waitForResponse((answer) => answer.url().endsWith("/api/v1/take"));
  await tab.clock.setSystemTime(new Date("2020-01-01T05:00:00Z"));
  await asked;
  await tab.clock.runFor(1000);
  assert.match(await left.textContent(), /^59 min left$/);
  await type(tab, "// still open");
  assert.equal(await text(tab), "package pool\n// still open");
});

test("a work that was ended elsewhere ends here", async (t) => {
  const server = await serve();
  const tab = await open(t, server);
  server.state = "ended";
  server.tell();
  await is(tab, "closed");
  assert.equal(await tab.locator(".cm-content").getAttribute("aria-readonly"), "true");
});

test("Vim's keys come when they are chosen, save, and let Tab out", async (t) => {
  const server = await serve();
  const tab = await open(t, server);
  const chunks = [];
  tab.on("request", (request) => request.url().includes("/assets/") && chunks.push(request.url()));
  await tab.locator("summary", { hasText: "Editor" }).click();
  await tab.locator("[data-keys]").selectOption("vim");
  await tab.locator(".keys", { hasText: ":w saves" }).waitFor();
  assert.ok(chunks.length > 0, "they were not loaded before");
  await tab.locator("code-editor .cm-content").click();
  await tab.keyboard.type("GAx");
  await tab.keyboard.press("Tab");
  assert.equal(await text(tab), "package pool\n\tx");
  await tab.keyboard.press("Escape");
  await tab.keyboard.type("ggx:w");
  await tab.keyboard.press("Enter");
  await says(tab, "Saved as version 1");
  assert.equal(server.draft.files["pool.go"], "ackage pool\n\tx");
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Save");
  assert.equal(await text(tab), "ackage pool\n\tx");
  await tab.reload();
  await tab.locator(".keys", { hasText: ":w saves" }).waitFor();
});

test("Emacs' keys, and another size", async (t) => {
  const server = await serve();
  const tab = await open(t, server);
  await tab.locator("summary", { hasText: "Editor" }).click();
  await tab.locator("[data-keys]").selectOption("emacs");
  await tab.locator(".keys", { hasText: "Ctrl X, Ctrl S saves" }).waitFor();
  await tab.locator("[data-size]").selectOption("20");
  assert.equal(await tab.locator(".cm-content").evaluate((content) => getComputedStyle(content).fontSize), "20px");
  await tab.locator("code-editor .cm-content").click();
  await tab.keyboard.press("Control+End");
  await tab.keyboard.press("Control+p");
  await tab.keyboard.press("Control+a");
  await tab.keyboard.type("// ");
  await tab.keyboard.press("Control+x");
  await tab.keyboard.press("Control+s");
  await says(tab, "Saved as version 1");
  assert.equal(await text(tab), "// package pool\n");
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Save");
  await tab.locator("[data-keys]").selectOption("default");
  await tab.locator(".keys", { hasText: /Tab\.$/ }).waitFor();
});

test("on paper there is the whole text, and no buttons", async (t) => {
  const server = await serve({ "pool.go": `package pool\n${"// line\n".repeat(400)}` });
  const tab = await open(t, server);
  await tab.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await tab.locator("pre.on-paper").textContent(), server.draft.files["pool.go"]);
  await tab.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await tab.locator(".on-paper").count(), 0);
});

test("no element carries a style of its own", async (t) => {
  const server = await serve();
  const tab = await open(t, server);
  const markup = await tab.evaluate(() => document.documentElement.outerHTML);
  assert.doesNotMatch(markup.replaceAll(/<code-editor style="--code-size: 14px; --code-line: 22px;">/g, ""), /\sstyle=/);
  assert.doesNotMatch(markup, /<style/);
});
