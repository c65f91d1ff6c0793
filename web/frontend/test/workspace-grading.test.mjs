// Runs and attempts from the workspace, and what comes back of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NETWORK, open, says, serve, text, type } from "./work-tab.mjs";

const RACE = { status: "finished", queue_position: null, phases: [], verdict: "data_race", verdict_title: "Data race", summary: "A race on n." };

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
  await tab.getByRole("button", { name: "Submit (2 attempts left)" }).click();
  await tab.getByText("Submit (2 attempts left)?").waitFor();
  // The fixture's own words are no English: what is replaced is an element, not a phrase.
  assert.equal(await tab.locator("dialog p").first().innerText(), "Your last save is graded. 2 attempts are left, this one included; the best one counts.");
  await tab.keyboard.press("Escape");
  server.attempts = { used: 3, of: 3 };
  server.tell();
  await tab.locator("[data-submit][aria-disabled=true]", { hasText: "No attempt is left" }).click({ force: true });
  await tab.getByText("You have no attempts left").waitFor();
  assert.equal(await dialog.isVisible(), false);
});

test("an upload goes at the first press, also when nothing was typed", async (t) => {
  for (const pressed of ["save", "run", "submit"]) {
    const server = await serve();
    const tab = await open(t, server);
    await tab.locator("#upload").setInputFiles({ name: "pool.go", mimeType: "text/plain", buffer: Buffer.from("package pool // mine\n") });
    const answered = tab.waitForResponse((response) => response.request().method() === "POST");
    await tab.locator(`button[value=${pressed}]`).click();
    await answered;
    const [{ method, path, body }, ...more] = server.asked;
    assert.deepEqual([method, path, more], ["POST", "/take/pool", []]);
    assert.match(body, /package pool \/\/ mine/);
    assert.match(body, new RegExp(`name="action"\\s+${pressed}\\s`), "the button that was pressed");
  }
});

test("what another device saves at that moment is not handed in", async (t) => {
  const server = await serve();
  const tab = await open(t, server, { expected: /409/ });
  server.beforeHandIn = () => {
    server.beforeHandIn = () => {};
    server.save({ ...server.draft.files, "pool.go": "package theirs\n" }, "another");
  };
  await tab.locator("[data-submit]").click();
  await tab.locator("[data-confirmed]").click();
  await tab.getByText("was saved elsewhere at the same moment").waitFor();
  assert.deepEqual([server.attempts.used, server.submissions], [0, []]);
  server.tell();
  await tab.getByText("package theirs").waitFor();
  await tab.locator("[data-submit]").click();
  await tab.locator("[data-confirmed]").click();
  await tab.getByText("Attempt 1 is on its way.").waitFor();
});

test("an attempt that costs none says so", async (t) => {
  const server = await serve();
  const tab = await open(t, server);
  await tab.locator("[data-submit]").click();
  await tab.locator("[data-confirmed]").click();
  await tab.getByText("Attempt 1 is on its way.").waitFor();
  const line = tab.locator("[data-items] li");
  assert.doesNotMatch(await line.textContent(), /not counted/);
  server.change(0, { ...RACE, verdict: "compile_error", verdict_title: "Does not compile" });
  await tab.getByText("not counted").waitFor();
  server.change(0, RACE);
  await line.getByText("Data race", { exact: true }).waitFor();
  assert.doesNotMatch(await line.textContent(), /not counted/);
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
