import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, serve } from "./browser.mjs";

const waiting = `<!doctype html><html lang="en"><title>waiting</title><script type="module" src="/live.js"></script>
<div class="verdict"><span class="badge"><svg></svg>Queued</span></div><p id="live-sentence"></p>
<section data-events="/events"><ol>${["build", "test"]
  .map((name) => `<li data-phase="${name}" data-state="waiting"><i data-units></i><i data-elapsed></i><i data-word></i></li>`)
  .join("")}</ol></section>`;
const report = `<!doctype html><html lang="en"><title>report</title>`;

let browser, server, stream, graded;
const send = (event, data) => stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
before(async () => {
  browser = await launch();
  const script = await readFile(new URL("../../assets/dist/live.js", import.meta.url));
  server = await serve(
    (path) => (path === "/live.js" ? script : graded ? report : waiting),
    (path, response) => {
      if (path !== "/events") return false;
      stream = response.writeHead(200, { "content-type": "text/event-stream" });
      stream.flushHeaders();
      send("progress", { status: "queued", queue_position: 2, attempt: 1, phases: [] });
      return true;
    },
  );
});
after(async () => {
  await browser.close();
  server.close();
});

test("the page follows the events and ends at the report", async () => {
  const tab = await browser.newPage();
  await tab.clock.install({ time: 0 });
  await tab.clock.pauseAt(1000);
  await tab.goto(server.origin);
  await tab.getByText("Waiting for a worker: 2nd in the queue.").waitFor();

  const phase = (name, state, wall_ms, done, total) => ({ name, state, wall_ms, done, total });
  const phases = [phase("build", "done", 640, null, null), phase("test", "running", 1500, 11, 30)];
  send("progress", { status: "running", queue_position: null, attempt: 2, phases });
  await tab.getByText("for the 2nd time").waitFor();
  const of = (name, part) => tab.locator(`[data-phase=${name}] [data-${part}]`).textContent();
  assert.equal(await tab.locator(".badge").textContent(), "Being graded");
  assert.equal(await tab.locator("[data-phase=build]").getAttribute("data-state"), "done");
  assert.equal(await of("build", "elapsed"), "640 ms");
  assert.equal(await of("test", "units"), "11 of 30");
  assert.equal(await of("test", "elapsed"), "1.5 s");
  await tab.clock.runFor(2000);
  assert.equal(await of("test", "elapsed"), "3.5 s");

  graded = true;
  send("finished", { status: "finished" });
  await tab.waitForFunction(() => document.title === "report");
});
