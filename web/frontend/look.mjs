// Looks at rendered pages in a real browser, under the policy that the server sends: nothing refused by it, no error in
// the console, no scrolling sideways, no finding of axe. Pages come from
//   GAUNTLET_PAGES_DIR=<pages> cargo test -p gauntlet-web pages::tests
// and then
//   node look.mjs <pages> [<directory for screenshots>] [name ...]
import { readFile, readdir, mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import axe from "axe-core";
import { launch, serve } from "./test/browser.mjs";

const VIEWS = [
  { width: 320, theme: "light", shot: false },
  { width: 390, theme: "light", shot: true },
  { width: 1280, theme: "light", shot: true },
  { width: 1280, theme: "dark", shot: true },
  { width: 1280, theme: "contrast", shot: true },
  { width: 1920, theme: "dark", shot: false },
];

const [pages, shots, ...only] = process.argv.slice(2);
if (!pages) throw new Error("expected the directory of rendered pages, e.g. node look.mjs /tmp/pages");
const here = (path) => new URL(path, import.meta.url).pathname;
// The order of the style sheet's parts is the server's.
const sheets = (await readFile(here("../src/assets.rs"), "utf8")).matchAll(/"\.\.\/frontend\/(css\/\w+\.css)"/g);
const style = (await Promise.all([...sheets].map(([, path]) => readFile(here(path), "utf8")))).join("");

async function content(path) {
  if (/^\/assets\/chunk-\w+\.js$/.test(path)) return readFile(here(`../assets/dist/${basename(path)}`));
  const [, stem, extension] = /^\/assets\/(.+)\.[0-9a-f]{12}\.(\w+)$/.exec(path) ?? [];
  if (stem === "gauntlet") return style;
  if (extension === "svg") return readFile(here(`${stem}.svg`));
  if (extension === "js") return readFile(here(`../assets/dist/${stem}.js`));
  return readFile(join(pages, basename(path)));
}

const server = await serve(content, (path, response) => {
  // A page that waits is left waiting.
  if (!path.endsWith("/events")) return false;
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  return true;
});
const browser = await launch();
if (shots) await mkdir(shots, { recursive: true });

const faults = [];
const names = (await readdir(pages)).filter((f) => f.endsWith(".html")).map((f) => basename(f, ".html"));
for (const name of names.filter((n) => only.length === 0 || only.includes(n))) {
  for (const { width, theme, shot } of VIEWS) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce", colorScheme: theme === "dark" ? "dark" : "light" });
    const page = await context.newPage();
    const fault = (text) => faults.push(`${name} at ${width} px, ${theme}: ${text}`);
    page.on("console", (message) => message.type() === "error" && fault(message.text()));
    page.on("pageerror", (error) => fault(String(error)));
    await page.goto(`${server.origin}/${name}.html`);
    await page.evaluate((t) => (document.documentElement.dataset.theme = t), theme);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) fault(`scrolls sideways by ${wide} px`);
    // Evaluation by the debugging protocol is not bound by the policy, which refuses added scripts.
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
    for (const v of violations) fault(`${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.any[0]?.message ?? ""}`).join(" | ")}`);
    if (shots && shot) await page.screenshot({ path: join(shots, `${name}-${width}-${theme}.png`), fullPage: true });
    await context.close();
  }
}
await browser.close();
server.close();
for (const fault of faults) console.error(fault);
console.log(`${names.length} pages, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
