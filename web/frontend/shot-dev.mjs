import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";
const SHEETS = ["tokens", "base", "shell", "parts", "code", "lists", "challenge", "report", "evidence", "print"];
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const here = (p) => new URL(p, import.meta.url).pathname;
const TYPES = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", html: "text/html; charset=utf-8" };
const pages = "/tmp/pages-dev/out";
async function content(path) {
  const [, stem, e] = /^\/assets\/(.+)\.[0-9a-f]{12}\.(\w+)$/.exec(path) ?? [];
  if (stem === "gauntlet") return (await Promise.all(SHEETS.map((s) => readFile(here(`css/${s}.css`), "utf8")))).join("");
  if (e === "svg") return readFile(here(`${stem}.svg`));
  if (e === "js") return readFile(here(`../assets/dist/${stem}.js`));
  return readFile(join(pages, basename(path)));
}
const server = createServer(async (q, r) => { const p = new URL(q.url, "http://l").pathname; if (p.endsWith("/events")) { r.writeHead(200, {"content-type":"text/event-stream"}); return; } try { const b = await content(p); r.writeHead(200, {"content-type": TYPES[p.split(".").pop()], "content-security-policy": POLICY}); r.end(b);} catch { r.writeHead(404).end(); } });
await new Promise((f) => server.listen(0, "127.0.0.1", f));
const origin = `http://127.0.0.1:${server.address().port}`;
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu","--disable-background-networking","--disable-component-update","--disable-sync","--no-first-run"] });
// name:width:theme:selectorOrY:height
for (const spec of process.argv.slice(2)) {
  const [name, width, theme, at = "0", height = "1000"] = spec.split(":");
  const c = await b.newContext({ viewport: { width: +width, height: +height }, reducedMotion: "reduce", colorScheme: theme === "dark" ? "dark" : "light" });
  const p = await c.newPage();
  p.on("console", (m) => m.type() === "error" && console.log(name, m.text()));
  p.on("pageerror", (e) => console.log(name, String(e)));
  await p.goto(`${origin}/${name}.html`);
  await p.evaluate(([t, y]) => { document.documentElement.dataset.theme = t; /^\d+$/.test(y) ? scrollTo(0, +y) : document.querySelector(y)?.scrollIntoView(); }, [theme, at]);
  const w = await p.evaluate(() => { const cw = document.documentElement.clientWidth; const over = document.documentElement.scrollWidth - cw; return over > 0 ? `${over}: ` + [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > cw + 1 && !e.closest("pre,.scroll,.vh,svg,.cm-scroller")).slice(0, 4).map((e) => e.tagName + "." + e.className).join(" ") : ""; });
  if (w) console.log(name, width, "wide", w);
  await new Promise((f) => setTimeout(f, 300));
  await p.screenshot({ path: `/tmp/pages-dev/s-${name}-${width}-${theme}.png` });
  await c.close();
}
await b.close(); server.closeAllConnections(); server.close();
