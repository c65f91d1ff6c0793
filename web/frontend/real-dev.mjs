import { launch } from "./test/browser.mjs";
import { readFile } from "node:fs/promises";
const b = await launch();
const base = "http://127.0.0.1:18431";
for (const [dir, file] of process.argv.slice(2).map((d) => [d, `/work/main/challenges/worker-pool/submissions/${d}/pool.go`])) {
  const c = await b.newContext({ viewport: { width: 1280, height: 1000 } });
  const p = await c.newPage();
  p.on("console", (m) => m.type() === "error" && console.log("console", m.text()));
  p.on("pageerror", (e) => console.log("error", String(e)));
  const start = Date.now();
  await p.goto(base + "/challenges/worker-pool");
  await p.locator("code-editor .cm-content").first().click();
  await p.keyboard.press("Control+a");
  await p.keyboard.insertText(await readFile(file, "utf8"));
  await p.getByLabel("Name or label").fill("Ada");
  await p.getByRole("button", { name: "Hand in" }).click();
  await p.waitForURL(/submissions/);
  await p.waitForTimeout(700);
  await p.screenshot({ path: `/tmp/pages-dev/real-live-${dir.replace("/", "_")}.png` });
  await p.locator("#score").waitFor({ timeout: 120000 });
  console.log(dir, Date.now() - start, "ms", await p.locator("h1").textContent(), await p.locator(".total").textContent(), p.url());
  await p.screenshot({ path: `/tmp/pages-dev/real-${dir.replace("/", "_")}.png`, fullPage: true });
  await c.close();
}
const p = await b.newPage({ viewport: { width: 1280, height: 1000 } });
await p.goto(base + "/challenges/worker-pool"); await p.waitForTimeout(500);
await p.screenshot({ path: "/tmp/pages-dev/real-challenge.png", fullPage: true });
await b.close();
