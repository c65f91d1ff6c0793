// Ways to hand in without the editor: a form without scripts, and git.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Operator } from "./invited.mjs";
import { Server } from "./server.mjs";
import { solution } from "./solutions.mjs";
import { Visitor, launch } from "./visitor.mjs";
import { Workspace } from "./workspace.mjs";

let browser, server, operator, assessment;
before(async () => {
  [browser, server] = await Promise.all([launch(), Server.start()]);
  operator = await Operator.of(server);
  assessment = await operator.assessment();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("without JavaScript a file is uploaded, run, submitted, and its result read", async (t) => {
  const invited = await operator.invite(assessment);
  const visitor = await Visitor.arrive(t, browser, server.origin, { javaScriptEnabled: false });
  const { page } = visitor;
  const work = await Workspace.enter(visitor, invited);
  await visitor.inspect("workspace-without-scripts");
  const text = await solution("accepted/mutex-queue");
  const upload = (content) =>
    page.locator("input[name=upload]").setInputFiles({ name: "pool.go", mimeType: "text/plain", buffer: Buffer.from(content) });

  await upload("package workerpool\n");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL("**/take/worker-pool");
  await upload(text);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await work.shows(text);
  assert.equal(await invited.text(), text);

  await work.run.click();
  await page.waitForURL("**/take/results/*");
  const run = await invited.graded("run");
  await page.getByText(run.verdict_title).first().waitFor();
  assert.equal(run.verdict, "accepted");
  await visitor.inspect("run-without-scripts");

  await visitor.open("/take/worker-pool");
  await work.submit.click();
  await page.waitForURL("**/take/worker-pool/submit");
  await visitor.inspect("submit-without-scripts");
  await page.locator("main form").getByRole("button", { name: /Submit/ }).click();
  await page.waitForURL("**/take/results/*");
  const attempt = await invited.graded("attempt");
  assert.equal(attempt.verdict, "accepted");
  await page.locator("main h1").getByText(attempt.verdict_title).waitFor();
  await visitor.inspect("result-without-scripts");

  const looker = await Visitor.arrive(t, browser, server.origin);
  await looker.page.route("**/*.js", (route) => route.abort());
  await Workspace.enter(looker, invited);
  assert.equal(await looker.page.locator("code-editor").count(), 0);
  await looker.inspect("workspace-without-its-scripts");
  looker.forgive(/ERR_FAILED/);
});

test("with scripts a file is uploaded at the first press, with nothing typed before", async (t) => {
  const invited = await operator.invite(assessment);
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const { page } = visitor;
  const work = await Workspace.enter(visitor, invited);
  await page.locator("code-editor .cm-content").first().waitFor();
  const text = await solution("accepted/mutex-queue");
  await page.getByText("Upload files", { exact: true }).click();
  await page.locator("input[name=upload]").setInputFiles({ name: "pool.go", mimeType: "text/plain", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await invited.has(text);
  await work.shows(text);

  // Each save that was asked for is a version, however fast they follow each other.
  const typed = [1, 2, 3].map((n) => `${text}\n// Once more: ${n}.\n`);
  for (const more of typed) {
    await work.write(more);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await work.saved();
  }
  const { revision } = (await invited.state()).challenges[0];
  await visitor.open("/take/worker-pool/history");
  const rows = page.locator("main tbody tr");
  assert.match(await rows.first().innerText(), new RegExp(`Version ${revision}\\b.*what you have now`, "s"));
  assert.equal(await rows.getByText("what you have now").count(), 1);
  const kept = [];
  for (const href of await rows.locator("a").evaluateAll((all) => all.map((a) => a.href))) {
    await visitor.open(href);
    kept.push(await page.locator("main").innerText());
  }
  for (const n of [1, 2, 3]) assert.ok(kept.some((version) => version.includes(`// Once more: ${n}.`)), `version with ${n}`);
});

test("a refused upload says why, and keeps what was typed", async (t) => {
  const invited = await operator.invite(assessment);
  const visitor = await Visitor.arrive(t, browser, server.origin, { javaScriptEnabled: false });
  const { page } = visitor;
  const work = await Workspace.enter(visitor, invited);
  const typed = "package workerpool\n\n// Not to be lost.\n";
  await page.locator("textarea[data-code]").first().fill(typed);
  await page.locator("input[name=upload]").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  assert.match(await page.getByRole("alert").first().innerText(), /notes\.txt/);
  assert.equal(await work.text(), typed);
  assert.equal((await invited.state()).challenges[0].revision, 0);
  await visitor.inspect("workspace-refused");
  visitor.forgive(/status of 4\d\d/);
});

test("git: a push is a save, and the tag submit an attempt", async (t) => {
  const invited = await operator.invite(assessment);
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const work = await Workspace.enter(visitor, invited);
  const directory = await mkdtemp(join(tmpdir(), "gauntlet-git-"));
  t.after(() => rm(directory, { recursive: true }));
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    NO_PROXY: "*",
    no_proxy: "*",
  };
  const clone = join(directory, "worker-pool");
  const git = (cwd, ...given) => promisify(execFile)("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...given], { cwd, env });
  const url = (token) => `${server.origin.replace("://", `://candidate:${token}@`)}/git/worker-pool.git`;

  await assert.rejects(git(directory, "clone", url("A".repeat(invited.token.length)), "stranger"), /Authentication failed/);
  await git(directory, "clone", url(invited.token), clone);
  assert.match(await readFile(join(clone, "pool.go"), "utf8"), /package workerpool/);
  await readFile(join(clone, "pool_test.go"), "utf8");

  const text = await solution("accepted/on-demand");
  await writeFile(join(clone, "pool.go"), text);
  await git(clone, "commit", "--all", "--message", "Workers on demand");
  const pushed = await git(clone, "push", "origin", "HEAD");
  assert.match(pushed.stderr, /remote:/, "the server says what it did");
  await invited.has(text);
  await work.shows(text);

  await git(clone, "tag", "submit");
  await git(clone, "push", "origin", "submit");
  const attempt = await work.graded("attempt");
  assert.deepEqual([attempt.verdict, attempt.attempt_number], ["accepted", 1]);
  await visitor.open("/take/worker-pool/history");
  await visitor.page.locator("main").getByText(/git/i).first().waitFor();
  await visitor.inspect("history-git");
});
