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

test("whoever asks their system for contrast gets it, and may choose otherwise", async (t) => {
  const colours = (page) => page.evaluate(() => ["background-color", "color"].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name)));
  const chosen = await Visitor.arrive(t, browser, server.origin);
  await chosen.open("/help");
  const usual = await colours(chosen.page);
  await chosen.theme("contrast");
  const strong = await colours(chosen.page);
  assert.notDeepEqual(strong, usual);

  const visitor = await Visitor.arrive(t, browser, server.origin, { contrast: "more" });
  await visitor.open("/help");
  assert.deepEqual(await colours(visitor.page), strong);
  await visitor.accessible();
  await visitor.theme("light");
  assert.deepEqual(await colours(visitor.page), usual);
});

test("a page that is not there says so", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin);
  assert.equal((await visitor.open("/challenges/nothing-here")).status(), 404);
  await visitor.picture("not-found");
  await visitor.page.getByRole("link", { name: "Challenges" }).first().waitFor();
  await visitor.fits();
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

test("where the system chooses the colours, edges say what grounds said", async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.origin, { forcedColors: "active" });
  const { page } = visitor;
  const edge = (which, name) => page.locator(which).first().evaluate((it, style) => getComputedStyle(it)[style], name);
  await visitor.open("/challenges/worker-pool");
  await visitor.tabTo("editor");
  assert.equal(await edge("code-editor", "outlineStyle"), "solid");
  await visitor.open(pages[4 + REPORTS.indexOf("data_race/closed-flag")]);
  assert.equal(await edge(".top nav [aria-current]", "borderBottomStyle"), "solid");
  assert.equal(await edge(".verdict", "borderTopStyle"), "solid");
  assert.equal(await edge(".excerpt .line.hit", "outlineStyle"), "solid");
  const [ok, bad] = [await edge(".dots .ok", "stroke"), await edge(".dots .bad", "stroke")];
  assert.notEqual(ok, bad);
  await visitor.picture("race-forced-colours");
});

for (const theme of THEMES) {
  test(`every page fits a phone and passes axe: ${theme}`, async (t) => {
    const visitor = await Visitor.arrive(t, browser, server.origin);
    await visitor.open("/");
    await visitor.theme(theme);
    assert.equal(pages.length, 4 + REPORTS.length);
    for (const path of pages) {
      await visitor.open(path);
      await visitor.fits();
      await visitor.accessible();
    }
    for (const [name, path] of [["index", pages[0]], ["challenge", pages[1]], ["race", pages[5]]]) {
      await visitor.open(path);
      await visitor.picture(`${name}-${theme}`);
    }
  });
}
