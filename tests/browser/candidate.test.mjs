// A candidate's way, from the list of challenges to a report.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { Server } from "./server.mjs";
import { lineOf, solution, zipOf } from "./solutions.mjs";
import { Visitor, launch } from "./visitor.mjs";

let browser, server;
before(async () => {
  [browser, server] = await Promise.all([launch(), Server.start()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Notes every state that a phase is shown in, across the reload at the end. */
function notePhases() {
  const note = (row) => {
    const seen = new Set(JSON.parse(sessionStorage.getItem("phases") ?? "[]"));
    seen.add(`${row.dataset.phase} ${row.dataset.state}`);
    sessionStorage.setItem("phases", JSON.stringify([...seen]));
  };
  new MutationObserver((changes) => changes.forEach((change) => note(change.target))).observe(document, {
    attributeFilter: ["data-state"],
    subtree: true,
  });
  addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-phase]").forEach(note));
}

test("an accepted solution: from the index to its score", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const { page } = visitor;
  await visitor.open("/");
  await visitor.picture("index");
  await page.getByRole("link", { name: "Worker pool" }).click();
  await page.getByRole("heading", { level: 1, name: "Worker pool" }).waitFor();

  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: "starter.zip" }).click();
  const starter = await readFile(await (await started).path());
  assert.equal(starter.toString("latin1", 0, 2), "PK");
  for (const name of ["go.mod", "pool.go", "pool_test.go"]) assert.ok(starter.includes(name), `${name} in starter.zip`);

  await page.addInitScript(notePhases);
  await visitor.write(await solution("accepted/channels"));
  await page.getByLabel("Name or label").fill("Ada");
  await visitor.picture("challenge");
  await visitor.handIn();
  await page.locator('[data-phase="test"][data-state="running"]').waitFor({ timeout: 120_000 });
  await visitor.picture("live");

  const { verdict, score } = await visitor.report();
  await visitor.picture("accepted");
  assert.equal(verdict, "Accepted");
  assert.ok(score >= 95, `expected a score of at least 95, got ${score}`);
  const seen = JSON.parse(await page.evaluate(() => sessionStorage.getItem("phases")));
  for (const state of ["build done", "test running", "benchmark running"]) assert.ok(seen.includes(state), `${state} in ${seen}`);

  await page.getByRole("link", { name: "Submissions", exact: true }).first().click();
  await visitor.picture("submissions");
  const row = page.getByRole("row").filter({ hasText: "Ada" });
  await row.getByText("Accepted").waitFor();
});

test("a race shows both stacks on the candidate's lines", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const { page } = visitor;
  const racy = await solution("data_race/closed-flag");
  await visitor.open("/challenges/worker-pool");
  await visitor.write(racy);
  await visitor.handIn();
  const { verdict } = await visitor.report();
  await visitor.picture("race");
  assert.equal(verdict, "Data race");

  const race = page.locator("#races article").first();
  const read = lineOf(racy, "if p.closed {");
  const write = lineOf(racy, "p.closed = true");
  const places = await race.locator(".access .excerpt figcaption").allInnerTexts();
  assert.deepEqual(places.toSorted(), [`pool.go:${read}`, `pool.go:${write}`].toSorted());
  for (const access of await race.locator(".access").all()) {
    const hit = await access.locator(".excerpt .line.hit").first().innerText();
    assert.match(hit, /p\.closed/);
    assert.match(await access.locator("ol.frames").first().textContent(), /pool\.go:\d+/);
  }
  await race.locator(".excerpt figcaption a").first().click();
  const target = page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`);
  assert.match(await target.innerText(), /p\.closed/);
});

test("a compile error stands on its line", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const broken = await solution("compile_error/type-mismatch");
  await visitor.open("/challenges/worker-pool");
  await visitor.write(broken);
  await visitor.handIn();
  const { verdict, score } = await visitor.report();
  await visitor.picture("compile-error");
  assert.deepEqual([verdict, score], ["Does not compile", 0]);

  const finding = visitor.page.locator("#findings article").first();
  assert.match(await finding.locator("h3").innerText(), new RegExp(`pool\\.go:${lineOf(broken, "Store(workers)")}\\b`));
  assert.match(await finding.locator(".message").innerText(), /cannot use workers/);
  assert.match(await finding.locator(".line.hit").innerText(), /Store\(workers\)/);
});

test("a zip is taken by the file input", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  await visitor.open("/challenges/worker-pool");
  const buffer = zipOf("pool.go", await solution("accepted/mutex-queue"));
  await visitor.page.getByLabel("Or upload files").setInputFiles({ name: "pool.zip", mimeType: "application/zip", buffer });
  await visitor.handIn();
  assert.equal((await visitor.report()).verdict, "Accepted");
  assert.match(await visitor.page.locator("#code").innerText(), /package workerpool/);
});
