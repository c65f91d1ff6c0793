// The workspace's scripts in a browser, against a server out of memory that speaks the same interface.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { WorkServer } from "./work-server.mjs";

const STARTER = { "pool.go": "package pool\n" };
const TWO = { "pool.go": "package pool\n", "queue.go": "package pool\n\ntype queue struct{}\n" };
const RACE = { status: "finished", queue_position: null, phases: [], verdict: "data_race", verdict_title: "Data race", summary: "A race on n." };

let browser;
const servers = [];
before(async () => (browser = await launch()));
after(async () => {
  await browser.close();
  for (const server of servers) server.stop();
});

/** A server for one test, which is there longer than its tabs. */
async function serve(files = STARTER) {
  const server = await WorkServer.start(files);
  servers.push(server);
  return server;
}

/**
 * Somebody's tab; whatever the policy refuses or a script throws fails the test, unless it is `expected`. With a `time`,
 * that is what the device believes, and the test can let it pass.
 */
async function open(t, server, { time, expected = /^$/ } = {}) {
  const own = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  if (time) await own.clock.install({ time });
  const tab = await own.newPage();
  const faults = [];
  tab.on("console", (m) => m.type() === "error" && !expected.test(m.text()) && faults.push(m.text()));
  tab.on("pageerror", (e) => faults.push(String(e)));
  await tab.goto(`${server.origin}/take/pool`);
  await tab.locator("code-editor .cm-content").first().waitFor();
  t.after(async () => {
    await own.close();
    assert.deepEqual(faults, []);
  });
  return tab;
}

const NETWORK = /Failed to load resource|ERR_/;
const text = (tab, n = 0) => tab.locator("textarea[data-code]").nth(n).inputValue();
const is = (tab, kind) => tab.locator(`[data-save-state][data-kind=${kind}]`).waitFor();
const says = (tab, words) => tab.locator("[data-save-state]", { hasText: words }).waitFor();
const until = (tab, expected) => tab.waitForFunction((text) => document.querySelector("textarea").value === text, expected);

/** Types at the end of the text. */
async function type(tab, words) {
  await tab.locator("code-editor:visible .cm-content").click();
  await tab.keyboard.press("Control+End");
  await tab.keyboard.type(words);
}

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
  const context = await browser.newContext();
  t.after(() => context.close());
  const tab = await context.newPage();
  await tab.goto(`${server.origin}/take/pool`);
  await tab.locator("code-editor .cm-content").waitFor();
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

test("a run is saved first, followed live, and its notes stand on their lines", async (t) => {
  const server = await serve({ "pool.go": "package pool\n\nvar n int\n" });
  const tab = await open(t, server);
  await tab.getByRole("button", { name: "Run visible tests" }).click();
  await tab.getByText("Run: Waiting for a worker: 2nd in the queue.").waitFor();
  assert.deepEqual(server.asked.map(({ method, path }) => [method, path]), [
    ["PUT", "/api/v1/take/pool/draft"],
    ["POST", "/api/v1/take/pool/runs"],
  ]);
  assert.match(server.asked[1].headers["idempotency-key"], /^[0-9a-f]{32}$/);

  const phase = { name: "build", state: "running", wall_ms: 1500, done: 1, total: 2 };
  server.change(0, { status: "running", queue_position: null, phases: [phase, { ...phase, name: "test", state: "waiting", wall_ms: null }] });
  await tab.getByText("Run: In the sandbox now.").waitFor();
  const build = tab.locator("[data-phase=build]");
  assert.equal(await build.locator("[data-units]").textContent(), "1 of 2");
  const before = await build.locator("[data-elapsed]").textContent();
  await tab.waitForFunction((was) => document.querySelector("[data-phase=build] [data-elapsed]").textContent !== was, before);

  // The text goes on while it is graded: what was line 3 is line 4 then.
  await tab.locator("code-editor .cm-content").click();
  await tab.keyboard.press("Control+Home");
  await tab.keyboard.type("// mine\n");
  server.notes = [
    { file: "pool.go", line: 3, column: 5, severity: "error", message: "race on n" },
    { file: "pool_test.go", line: 2, column: 0, severity: "warning", message: "got 3" },
    { file: "elsewhere.go", line: 1, column: 0, severity: "info", message: "not shown" },
  ];
  server.change(0, RACE);
  const notes = tab.locator(".notes li");
  await notes.first().waitFor();
  assert.deepEqual(await notes.allTextContents(), ["Error pool.go:4 race on n", "Warning pool_test.go:2 got 3", "Remark elsewhere.go:1 not shown"]);
  assert.equal(await tab.locator(".cm-lintRange-error").textContent(), "n");
  assert.equal(await tab.locator(".cm-lint-marker-error").count(), 1);
  assert.equal(await tab.locator("[data-live-sentence]").textContent(), "Run: Data race. 3 notes on your code.");
  assert.match(await tab.locator("[data-items] li").textContent(), /Data race\s+Run/);
  assert.equal(await tab.locator("[data-phases]").isVisible(), false);
  assert.equal(await tab.locator("[data-empty]").isVisible(), false);

  await tab.keyboard.type("// more\n");
  await tab.getByRole("button", { name: "pool.go:5" }).click();
  await tab.keyboard.type("x");
  assert.equal((await text(tab)).split("\n")[4], "var xn int");
  await tab.locator(".cm-lintRange-error").hover();
  await tab.locator(".cm-tooltip", { hasText: "race on n" }).waitFor();
  assert.equal(await tab.getByRole("link", { name: "pool_test.go:2" }).getAttribute("href"), "#t-2");
  await tab.locator("code-editor .cm-content").click();
  await tab.keyboard.press("Control+a");
  await tab.keyboard.press("Delete");
  await tab.getByText("pool.go, a line that is gone").waitFor();
});

test("a submit is asked for, confirmed and counted", async (t) => {
  const server = await serve();
  const tab = await open(t, server);
  const dialog = tab.locator("dialog");
  const submit = tab.locator("[data-submit]");
  await submit.focus();
  await tab.keyboard.press("Enter");
  await dialog.waitFor();
  await tab.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await submit.evaluate((button) => button === document.activeElement));
  await tab.keyboard.press("Enter");
  await tab.locator("[data-cancel]").click();
  assert.deepEqual(server.asked, []);

  await submit.click();
  await tab.locator("[data-confirmed]").click();
  await tab.getByText("Attempt 1 is on its way.").waitFor();
  assert.deepEqual(server.asked.map(({ path }) => path), ["/api/v1/take/pool/draft", "/api/v1/take/pool/attempts"]);
  await tab.getByRole("button", { name: "Submit attempt 2 of 3" }).click();
  await tab.getByText("Submit attempt 2 of 3?").waitFor();
  await tab.getByText("2 attempts are left, this one included").waitFor();
  await tab.keyboard.press("Escape");
  server.attempts = { used: 3, of: 3 };
  server.tell();
  await tab.locator("[data-submit][aria-disabled=true]").click({ force: true });
  await tab.getByText("You have no attempts left").waitFor();
  assert.equal(await dialog.isVisible(), false);
});

test("who may not run yet is told when", async (t) => {
  const server = await serve();
  server.runAgainAt = new Date(Date.now() + 20_000).toISOString();
  const tab = await open(t, server);
  await tab.locator("[data-run][aria-disabled=true]").click({ force: true });
  await tab.getByText(/You can run again in (19|20) seconds\./).waitFor();
  assert.deepEqual(server.asked, []);
  server.runAgainAt = null;
  server.tell();
  await tab.locator("[data-run]:not([aria-disabled])").waitFor();
});

test("nothing is handed in that could not be saved, and no hand-in without an answer twice", async (t) => {
  const server = await serve();
  const tab = await open(t, server, { expected: NETWORK });
  server.mode = "busy";
  await type(tab, "// x");
  await tab.locator("[data-run]").click();
  await tab.getByText("Not handed in: your files could not be saved").waitFor();
  server.mode = "here";
  await says(tab, "Saved as version 1");
  server.mode = "busy";
  server.asked = [];
  await tab.locator("[data-run]").click();
  await tab.getByText("The server does not answer.").waitFor();
  server.mode = "here";
  await tab.locator("[data-run]").click();
  await tab.getByText("The visible tests are on their way.").waitFor();
  const keys = server.asked.filter(({ method }) => method === "POST").map(({ headers }) => headers["idempotency-key"]);
  assert.equal(keys.length, 4);
  assert.equal(new Set(keys).size, 1, "one key for one hand-in");
});

test("files that were chosen go with the form", async (t) => {
  const server = await serve();
  const tab = await open(t, server);
  await type(tab, "// typed");
  await tab.locator("#upload").setInputFiles({ name: "pool.go", mimeType: "text/plain", buffer: Buffer.from("package up\n") });
  const another = tab.waitForEvent("framenavigated");
  await tab.locator("[data-run]").click();
  await another;
  const { method, path, headers, body } = server.asked.at(-1);
  assert.deepEqual([method, path], ["POST", "/take/pool"]);
  assert.match(headers["content-type"], /^multipart\/form-data/);
  assert.match(body, /name="action"\r\n\r\nrun\r\n/);
  assert.equal(server.draft.files["pool.go"], "package pool\n// typed", "what was typed is saved before");
});

test("a refused connection for events is tried again without a reload", async (t) => {
  const server = await serve();
  const tab = await open(t, server, { expected: NETWORK });
  await tab.evaluate(() => (window.same = true));
  server.mode = "busy";
  const refused = tab.waitForResponse((answer) => answer.url().endsWith("/events") && answer.status() === 503);
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
