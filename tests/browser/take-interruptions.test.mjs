// What comes between somebody and their work: another device, a server that is killed, the end of their time. Nothing that
// was typed is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Operator } from "./invited.mjs";
import { Server } from "./server.mjs";
import { solution } from "./solutions.mjs";
import { until } from "./until.mjs";
import { Visitor, launch } from "./visitor.mjs";
import { Workspace } from "./workspace.mjs";

const OFFLINE = /ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE|INTERNET_DISCONNECTED)/;

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

/** The accepted solution with a last line that tells one text from another. */
async function marked(mark) {
  return `${await solution("accepted/channels")}\n// ${mark}\n`;
}

let hurried;
test("somebody with one minute types, and closes the browser", async (t) => {
  hurried = await operator.invite(await operator.assessment({ title: "One minute", work_minutes: 1 }));
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const work = await Workspace.enter(visitor, hurried);
  assert.match(await visitor.page.locator("[data-clock-text]").innerText(), /\d+ s/);
  await work.write(await marked("in time"));
  await work.saved();
});

test("a second device shows the first one's text, and a conflict is the person's to settle", async (t) => {
  const invited = await operator.invite(assessment);
  const [laptop, tablet] = [await Visitor.arrive(t, browser, server.origin), await Visitor.arrive(t, browser, server.origin)];
  const [one, two, mine, theirs] = await Promise.all(["one", "two", "mine", "theirs"].map(marked));
  const first = await Workspace.enter(laptop, invited);
  await first.write(one);
  await first.saved();
  const second = await Workspace.enter(tablet, invited);
  await second.shows(one);
  await first.write(two);
  await second.shows(two);

  await tablet.page.context().setOffline(true);
  await second.write(mine);
  await second.is("offline", "unsaved");
  await first.write(theirs);
  await first.saved();
  await tablet.page.context().setOffline(false);
  await second.is("conflict");
  await second.conflict.waitFor();
  await tablet.inspect("workspace-conflict");
  assert.equal(await second.text(), mine, "nothing is put over what was typed");
  assert.equal(await invited.text(), theirs, "nor over what is stored");

  await second.conflict.getByRole("button", { name: /Keep mine/ }).click();
  await second.saved();
  await first.shows(mine);
  assert.equal(await invited.text(), mine);
  await laptop.open("/take/worker-pool/history");
  await laptop.inspect("history-of-two");
  const versions = await laptop.page.locator("main table a").evaluateAll((all) => all.map((a) => a.href));
  const kept = [];
  for (const version of versions) {
    await laptop.open(version);
    kept.push(await laptop.page.locator("main").innerText());
  }
  await laptop.inspect("history-version");
  assert.ok(kept.some((text) => text.includes("// theirs")), "what was replaced is in the history");
  tablet.forgive(OFFLINE);
  tablet.forgive(/status of 409/);
});

test("taking the other text is a step that can be undone", async (t) => {
  const invited = await operator.invite(assessment);
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const [mine, theirs] = await Promise.all(["mine", "theirs"].map(marked));
  const work = await Workspace.enter(visitor, invited);
  await visitor.page.context().setOffline(true);
  await work.write(mine);
  assert.equal(await invited.save(theirs), 200);
  await visitor.page.context().setOffline(false);
  await work.conflict.getByRole("button", { name: /Take theirs/ }).click();
  await work.shows(theirs);
  await work.conflict.waitFor({ state: "hidden" });
  await visitor.page.locator("code-editor .cm-content").first().click();
  await visitor.page.keyboard.press("Control+z");
  assert.equal(await work.text(), mine);
  await work.saved();
  visitor.forgive(OFFLINE);
  visitor.forgive(/status of 409/);
});

test("a server that is killed while somebody types and a run is under way", async (t) => {
  const invited = await operator.invite(assessment);
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const work = await Workspace.enter(visitor, invited);
  await work.write(await marked("before"));
  await work.saved();
  await work.run.click();
  await invited.newest("run", "under way", (item) => item.status === "running");
  await server.kill();
  const during = await marked("meanwhile");
  await work.write(during);
  await work.is("offline", "unsaved");
  await visitor.picture("workspace-offline");
  await server.begin();
  await invited.newest("run", "under way again", (item) => item.grading === 2);
  await work.saved();
  assert.equal(await invited.text(), during);
  assert.equal((await work.graded("run")).verdict, "accepted");
  visitor.forgive(OFFLINE);
});

test("what was typed while the server was away outlives the page", async (t) => {
  const invited = await operator.invite(assessment);
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const work = await Workspace.enter(visitor, invited);
  await work.write(await marked("before"));
  await work.saved();
  await server.kill();
  const during = await marked("meanwhile");
  await work.write(during);
  await work.is("offline");
  const { page } = visitor;
  await page.goto("about:blank");
  await server.begin();
  await visitor.open("/take/worker-pool");
  await work.shows(during);
  await work.saved();
  assert.equal(await invited.text(), during);
  visitor.forgive(OFFLINE);
});

test("at the end of the time the last save is handed in and graded", async (t) => {
  const isOver = async () => (await hurried.state()).state === "ended";
  await until("the minute to be over", isOver, 90_000);
  const attempt = await hurried.graded("attempt");
  assert.deepEqual([attempt.verdict, attempt.attempt_number], ["accepted", 1]);
  assert.equal(await hurried.text(), await marked("in time"));
  assert.equal(await hurried.save("package workerpool\n"), 409);
  const visitor = await Visitor.arrive(t, browser, server.origin);
  await visitor.open(hurried.path);
  await visitor.page.getByText(/Your time is up/).waitFor();
  await visitor.inspect("take-over");
  await visitor.page.locator(`a[href="${attempt.page}"]`).waitFor();
  await visitor.open("/take/worker-pool");
  assert.equal(new URL(visitor.page.url()).pathname, "/take", "there is nothing to work on any more");
  await visitor.open("/take/worker-pool/history");
  await visitor.inspect("history-over");
});
