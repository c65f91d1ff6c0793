// The form under less than ideal conditions: a refusal, no JavaScript, no mouse, a server that goes away.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "./server.mjs";
import { solution } from "./solutions.mjs";
import { Visitor, launch } from "./visitor.mjs";

let browser, server;
before(async () => {
  [browser, server] = await Promise.all([launch(), Server.start()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("a refused upload says why and keeps what was typed", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const { page } = visitor;
  const typed = "package workerpool\n\n// Not to be lost.\n";
  await visitor.open("/challenges/worker-pool");
  await visitor.write(typed);
  await page.getByLabel("Name or label").fill("Grace");
  await page.getByLabel("Or upload files").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await page.getByRole("button", { name: "Hand in", exact: true }).click();
  const alert = page.getByRole("alert").filter({ hasText: "This was not handed in" });
  await alert.waitFor();
  await visitor.picture("refused");
  assert.match(await alert.innerText(), /notes\.txt/);
  assert.equal(await page.locator("textarea[data-code]").first().inputValue(), typed);
  assert.match(await page.locator("code-editor .cm-content").first().innerText(), /Not to be lost/);
  assert.equal(await page.getByLabel("Name or label").inputValue(), "Grace");
  visitor.forgive(/status of 4\d\d/);
});

test("without JavaScript a solution is handed in and its result read", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin, { javaScriptEnabled: false });
  const { page } = visitor;
  await visitor.open("/challenges/worker-pool");
  await page.getByRole("textbox", { name: "pool.go" }).fill(await solution("wrong_answer/lost-tasks"));
  await visitor.picture("challenge-without-scripts");
  await visitor.handIn();
  const { verdict } = await visitor.report();
  assert.equal(verdict, "Wrong answer");
  await visitor.picture("wrong-answer-without-scripts");
  assert.ok((await page.locator("#tests details[open] .hint").count()) > 0, "a failed test with its hint");
});

test("the keyboard alone is enough to hand in", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const { page } = visitor;
  const { keyboard } = page;
  await visitor.open("/challenges/worker-pool");
  await page.locator("code-editor .cm-content").first().waitFor();
  await visitor.tabTo("Skip to the content");
  await keyboard.press("Enter");
  await visitor.tabTo("editor");
  await keyboard.press("Control+a");
  await keyboard.insertText(await solution("compile_error/type-mismatch"));
  await keyboard.press("Escape");
  await visitor.tabTo("author");
  await keyboard.type("Keys");
  await visitor.tabTo("Hand in");
  await keyboard.press("Enter");
  await page.waitForURL(/\/submissions\//);
  assert.equal((await visitor.report()).verdict, "Does not compile");
});

test("a server that is killed while it grades comes back, and the open page shows the result", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  const { page } = visitor;
  await visitor.open("/challenges/worker-pool");
  await visitor.write(await solution("accepted/channels"));
  await visitor.handIn();
  await page.locator('[data-phase="test"][data-state="running"]').waitFor({ timeout: 120_000 });
  await server.kill();
  await server.begin();
  const { verdict, score } = await visitor.report();
  assert.equal(verdict, "Accepted");
  assert.ok(score >= 95, `expected a score of at least 95, got ${score}`);
  visitor.forgive(/ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE)/);
});
