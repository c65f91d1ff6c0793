// Somebody's tab on the workspace, against a server out of memory that speaks the same interface.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { WorkServer } from "./work-server.mjs";

const STARTER = { "pool.go": "package pool\n" };

/** What a browser says of a server that is away. */
export const NETWORK = /Failed to load resource|ERR_/;

let browser;
const servers = [];
before(async () => (browser = await launch()));
after(async () => {
  await browser.close();
  for (const server of servers) server.stop();
});

/** A server for one test, which is there longer than its tabs. */
export async function serve(files = STARTER) {
  const server = await WorkServer.start(files);
  servers.push(server);
  return server;
}

/**
 * Somebody's tab; whatever the policy refuses or a script throws fails the test, unless it is `expected`. With a `time`,
 * that is what the device believes, and the test can let it pass.
 */
export async function open(t, server, { time, expected = /^$/ } = {}) {
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

/** What the form would send. */
export const text = (tab) => tab.locator("textarea[data-code]").first().inputValue();
/** Waits for a state of saving. */
export const is = (tab, kind) => tab.locator(`[data-save-state][data-kind=${kind}]`).waitFor();
/** Waits for words beside it. */
export const says = (tab, words) => tab.locator("[data-save-state]", { hasText: words }).waitFor();
/** Waits until the page shows a text. */
export const until = (tab, expected) => tab.waitForFunction((text) => document.querySelector("textarea").value === text, expected);

/** Types at the end of the text. */
export async function type(tab, words) {
  await tab.locator("code-editor:visible .cm-content").click();
  await tab.keyboard.press("Control+End");
  await tab.keyboard.type(words);
}

/** A tab whose faults nobody counts, since it goes elsewhere and comes back. */
export async function leave(t, server) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const tab = await context.newPage();
  await tab.goto(`${server.origin}/take/pool`);
  await tab.locator("code-editor .cm-content").waitFor();
  return tab;
}
