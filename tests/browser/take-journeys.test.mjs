// A candidate's work from the link to the result: with a mouse, by keyboard alone, on a phone; and links that open nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Invited, Operator } from "./invited.mjs";
import { Server } from "./server.mjs";
import { lineOf, solution } from "./solutions.mjs";
import { PHONE, Visitor, launch } from "./visitor.mjs";
import { Workspace } from "./workspace.mjs";

/** Quickly judged, and costs no attempt. */
const BROKEN = "compile_error/type-mismatch";

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

/** The owner signs in, makes an assessment and invites; answers whom. */
async function invite(visitor) {
  const { page } = visitor;
  const owner = await server.owner();
  await visitor.open("/assessments");
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await visitor.inspect("sign-in");
  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Assessments" }).waitFor();
  await page.getByLabel("Title").fill("Backend, round two");
  await page.getByLabel("Worker pool").check();
  await page.getByLabel(/^Work time/).fill("45");
  await page.getByLabel(/^Counted attempts/).fill("3");
  await page.getByLabel(/^What candidates read/).fill("Hello. *Take your time.*");
  await visitor.inspect("assessments");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.getByRole("heading", { level: 1, name: "Backend, round two" }).waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
  await page.getByLabel("E-mail address").fill("ada@example.org");
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await page.getByLabel("The link", { exact: true }).inputValue();
  await visitor.inspect("assessment");
  return new Invited(server.origin, new URL(link).pathname);
}

let result;
test("from the owner's invitation to the candidate's accepted attempt", async (t) => {
  const owner = await Visitor.arrive(t, browser, server.origin);
  const invited = await invite(owner);
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const { page } = visitor;
  await visitor.open(invited.path);
  await page.getByRole("heading", { level: 1, name: "Backend, round two" }).waitFor();
  await page.getByText("Take your time.").waitFor();
  await visitor.inspect("take-landing");

  const work = await Workspace.enter(visitor, invited);
  await page.getByRole("heading", { level: 1, name: "Worker pool" }).waitFor();
  assert.match(await page.locator("[data-clock-text]").innerText(), /4[45] min/);
  await visitor.inspect("workspace");
  await work.write(await solution("accepted/channels"));
  await work.saved();

  await work.run.click();
  await page.locator('[data-phases] [data-phase][data-state="running"]').first().waitFor();
  await visitor.inspect("workspace-run");
  const run = await work.graded("run");
  assert.deepEqual([run.verdict, run.score], ["accepted", null]);

  assert.match(await work.submit.innerText(), /3 attempts left/);
  await work.submit.click();
  await visitor.inspect("workspace-confirm");
  await work.dialog.locator("[data-cancel]").click();
  await work.dialog.waitFor({ state: "hidden" });
  assert.equal((await invited.state()).challenges[0].attempts.used, 0);
  await work.submitAll();
  await page.locator('[data-phases] [data-phase="test"][data-state="running"]').waitFor({ timeout: 120_000 });
  const attempt = await work.graded("attempt");
  assert.equal(attempt.verdict, "accepted");
  assert.ok(attempt.score.earned >= 95, `expected a score of at least 95, got ${attempt.score.earned}`);
  await page.getByRole("button", { name: /2 attempts left/ }).waitFor();
  await visitor.inspect("workspace-accepted");

  result = attempt.page;
  await work.items.locator(`a[href="${result}"]`).click();
  await page.waitForURL(`**${result}`);
  await page.locator("main h1").getByText("Accepted").waitFor();
  await visitor.inspect("take-result");
  await visitor.open("/take/worker-pool/history");
  await visitor.inspect("history");

  await owner.page.getByRole("link", { name: "Ada Lovelace" }).click();
  await owner.page.locator("main li", { hasText: "Attempt 1" }).getByText("Accepted").waitFor();
  await owner.inspect("invitation");
});

test("another candidate's result is not there", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const stranger = await operator.invite(assessment, "Mallory");
  await visitor.open(stranger.path);
  assert.equal((await visitor.open(result)).status(), 404);
  await visitor.inspect("take-not-found");
  assert.equal((await stranger.ask(`/submissions/${result.split("/").at(-1)}`)).status, 404);
  visitor.forgive(/status of 404/);
});

for (const keys of ["default", "vim"]) {
  test(`the keyboard alone is enough, with ${keys} keys`, async (t) => {
    const invited = await operator.invite(assessment);
    const visitor = await Visitor.arrive(t, browser, server.origin);
    const { page } = visitor;
    const { keyboard } = page;
    await visitor.open(invited.path);
    await visitor.tabTo("Skip to the content");
    await keyboard.press("Enter");
    await visitor.tabTo(/^Start/);
    await keyboard.press("Enter");
    await page.waitForURL("**/take/worker-pool");
    const work = new Workspace(visitor, invited);
    await page.locator("code-editor .cm-content").first().waitFor();
    const broken = await solution(BROKEN);
    if (keys === "vim") {
      await visitor.tabTo("editor");
      await keyboard.press("Escape");
      await visitor.tabTo("Editor");
      await keyboard.press("Enter");
      await visitor.tabTo("Keys");
      await keyboard.type("Vim");
      await visitor.tabTo("editor");
      for (const key of ["g", "g", "d", "G", "i"]) await keyboard.press(key);
    } else {
      await visitor.tabTo("editor");
      await keyboard.press("Control+a");
    }
    await keyboard.insertText(broken);
    assert.equal((await work.text()).trimEnd(), broken.trimEnd());
    await work.saved();
    await keyboard.press("Escape");
    await visitor.tabTo(/^Submit \(/);
    await keyboard.press("Enter");
    await work.dialog.waitFor();
    await keyboard.press("Escape");
    await work.dialog.waitFor({ state: "hidden" });
    assert.ok(await work.submit.evaluate((button) => button === document.activeElement), "the focus is back where it was");
    await keyboard.press("Enter");
    await visitor.tabTo("Submit");
    await keyboard.press("Enter");
    assert.equal((await work.graded("attempt")).verdict, "compile_error");
    await visitor.tabTo(/Does not compile|Result/);
    await keyboard.press("Enter");
    await page.waitForURL("**/take/results/*");
  });
}

test("on a phone", async (t) => {
  const invited = await operator.invite(assessment);
  const visitor = await Visitor.arrive(t, browser, server.origin, { viewport: PHONE, hasTouch: true, isMobile: true });
  const { page } = visitor;
  await visitor.open(invited.path);
  await page.getByRole("button", { name: /^Start/ }).tap();
  await page.waitForURL("**/take/worker-pool");
  const work = new Workspace(visitor, invited);
  const broken = await solution(BROKEN);
  await page.locator("code-editor .cm-content").first().tap();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(broken);
  await work.saved();
  for (const button of [work.run, work.submit]) {
    const { height } = await button.boundingBox();
    assert.ok(height >= 24, `a target of at least 24 px, got ${height}`);
  }
  await work.submit.tap();
  await visitor.inspect("phone-confirm");
  await work.dialog.locator("[data-confirmed]").tap();
  const attempt = await work.graded("attempt");
  assert.equal(attempt.verdict, "compile_error");
  const [challenge] = (await invited.state()).challenges;
  assert.equal(challenge.attempts.used, 0, "what does not compile costs nothing");
  await page.getByRole("button", { name: /3 attempts left/ }).waitFor();
  await visitor.inspect("phone-workspace");
  const { notes } = await (await invited.ask(`/submissions/${attempt.id}`)).json();
  assert.equal(notes[0].line, lineOf(broken, "Store(workers)"));
  await work.items.locator(`a[href="${attempt.page}"]`).tap();
  await page.waitForURL(`**${attempt.page}`);
  await visitor.inspect("phone-result");
});

test("links that open nothing say what to do", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const { page } = visitor;
  const good = await operator.invite(assessment);
  const unknown = `/i/${"A".repeat(good.token.length)}`;
  for (const [name, path] of [["unknown", unknown], ["cut-off", good.path.slice(0, 20)], ["none", "/take"], ["workspace", "/take/worker-pool"]]) {
    assert.equal((await visitor.open(path)).status(), 401, name);
    await page.getByText(/ask whoever invited you/i).waitFor();
    assert.equal((await page.context().cookies()).length, 0);
    await visitor.inspect(`link-${name}`);
  }
  const expired = await operator.invite(assessment, "Late Lee");
  server.change("UPDATE invitations SET expires_at = 1 WHERE name = ?", "Late Lee");
  await visitor.open(expired.path);
  await page.getByText(/not started in time/).waitFor();
  await visitor.inspect("link-expired");

  const withdrawn = await operator.invite(assessment, "Gone Gil");
  await operator.withdraw(withdrawn);
  await visitor.open(withdrawn.path);
  await page.getByText(/taken back/).waitFor();
  await visitor.inspect("link-withdrawn");
  assert.equal(await expired.save("package workerpool\n"), 409);
  assert.equal(await withdrawn.save("package workerpool\n"), 401, "it opens nothing, not even a reason");
  visitor.forgive(/status of 401/);
});
