// Two links in one browser, in two tabs: nothing of one candidate reaches the other's work.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Operator } from "./invited.mjs";
import { Server } from "./server.mjs";
import { Visitor, launch } from "./visitor.mjs";
import { Workspace } from "./workspace.mjs";

const REFUSED = /status of 409/;
const XENAS = "package workerpool // Xena's\n";
const YVES = "package workerpool // Yves'\n";

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

test("the first tab says that another link was opened, keeps its text, and goes on when its own was opened again", async (t) => {
  const [xena, yves] = [await operator.invite(assessment, "Xena"), await operator.invite(assessment, "Yves")];
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const first = await Workspace.enter(visitor, xena);
  await first.write(XENAS);
  await first.saved();

  const other = await visitor.another();
  const second = await Workspace.enter(other, yves);
  await second.write(YVES);
  await second.saved();

  await visitor.page.bringToFront();
  const more = `${XENAS}// typed after it\n`;
  await first.write(more);
  await first.is("other-link");
  await first.state.getByText("Another link was opened in this browser").waitFor();
  await first.submit.click();
  await first.dialog.locator("[data-confirmed]").click();
  await visitor.page.getByText("Not handed in: another link was opened in this browser").waitFor();
  await visitor.inspect("workspace-other-link");
  assert.equal(await first.text(), more);
  assert.equal(await first.conflict.isVisible(), false, "nothing of the other is shown");
  assert.deepEqual([await yves.text(), await xena.text()], [YVES, XENAS]);
  for (const invited of [yves, xena]) {
    const { challenges, submissions } = await invited.state();
    assert.deepEqual([challenges[0].attempts.used, submissions], [0, []]);
  }

  const again = await visitor.another();
  await again.open(xena.path);
  await visitor.page.bringToFront();
  await visitor.page.evaluate(() => dispatchEvent(new Event("focus")));
  await first.saved();
  assert.deepEqual([await yves.text(), await xena.text()], [YVES, more]);
  await other.page.bringToFront();
  await second.write(`${YVES}// typed after it\n`);
  await second.is("other-link");
  assert.deepEqual([await yves.text(), await xena.text()], [YVES, more]);
  visitor.forgive(REFUSED);
});

test("without scripts a form of the first tab is refused in words", async (t) => {
  const [xena, yves] = [await operator.invite(assessment, "Xena"), await operator.invite(assessment, "Yves")];
  const visitor = await Visitor.arrive(t, browser, server.origin, { javaScriptEnabled: false });
  const { page } = visitor;
  await Workspace.enter(visitor, xena);
  const other = await visitor.another();
  await other.open(yves.path);
  await page.locator("textarea").first().fill(XENAS);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("heading", { name: "This page belongs to another link" }).waitFor();
  assert.equal((await page.content()).includes("Yves"), false);
  await visitor.inspect("other-link-without-scripts");
  assert.equal((await yves.state()).state, "waiting");
  assert.equal((await xena.state()).challenges[0].revision, 0);

  await other.open(xena.path);
  assert.equal(await page.locator("textarea").inputValue(), XENAS, "what was typed is not lost");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL("**/take/worker-pool");
  assert.equal(await xena.text(), XENAS);
  visitor.forgive(REFUSED);
});
