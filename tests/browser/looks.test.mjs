// Every page in every theme: nothing that axe objects to, nothing that scrolls sideways on a phone, nothing that the
// policy refuses.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "./server.mjs";
import { solution } from "./solutions.mjs";
import { Visitor, launch } from "./visitor.mjs";

const THEMES = ["light", "dark", "contrast"];
const REPORTS = ["accepted/channels", "data_race/closed-flag", "compile_error/type-mismatch", "deadlock/locks-twice", "goroutine_leak/workers-stay"];

let browser, server;
const pages = ["/", "/challenges/worker-pool", "/submissions", "/help"];
before(async () => {
  [browser, server] = await Promise.all([launch(), Server.start()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("the theme switch works and is kept", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  await visitor.open("/");
  const ink = () => visitor.page.evaluate(() => getComputedStyle(document.body).color);
  await visitor.theme("light");
  const light = await ink();
  await visitor.theme("dark");
  assert.notEqual(await ink(), light);
  await visitor.open("/help");
  await visitor.page.locator("html[data-theme=dark]").waitFor();
});

test("a page that is not there says so", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  assert.equal((await visitor.open("/challenges/nothing-here")).status(), 404);
  await visitor.picture("not-found");
  await visitor.page.getByRole("link", { name: "Challenges" }).first().waitFor();
  await visitor.fits(320);
  await visitor.accessible();
  visitor.forgive(/status of 404/);
});

test("reports to look at", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  for (const name of REPORTS) {
    await visitor.open("/challenges/worker-pool");
    await visitor.write(await solution(name));
    await visitor.handIn();
    await visitor.report();
    pages.push(new URL(visitor.page.url()).pathname);
    await visitor.picture(`report-${name.replace("/", "-")}`);
  }
});

for (const theme of THEMES) {
  test(`every page fits a phone and passes axe: ${theme}`, async (t) => {
    const visitor = await Visitor.arrive(t, browser, server.origin);
    await visitor.open("/");
    await visitor.theme(theme);
    assert.equal(pages.length, 4 + REPORTS.length);
    for (const path of pages) {
      await visitor.open(path);
      for (const width of [320, 390, 1280]) await visitor.fits(width);
      await visitor.accessible();
    }
    for (const [name, path] of [["index", pages[0]], ["challenge", pages[1]], ["race", pages[5]]]) {
      await visitor.open(path);
      await visitor.picture(`${name}-${theme}`);
    }
  });
}
