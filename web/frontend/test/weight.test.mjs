// What the workspace weighs before anybody does anything: everything that it loads at once, as it comes over the wire.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const DIST = new URL("../../assets/dist/", import.meta.url);
const BUDGET = 200 * 1024;

const read = (name) => readFile(new URL(name, DIST), "utf8");
/** Names after `import` and `from`; those of `import(...)` are loaded later. */
const imports = (script) => [...script.matchAll(/(?:\bimport|\bfrom)\s*"\.\/([\w-]+\.js)"/g)].map(([, name]) => name);
const later = (script) => [...script.matchAll(/\bimport\("\.\/([\w-]+\.js)"\)/g)].map(([, name]) => name);

/** `entry` and all that it needs, by name. */
async function closure(entry, seen = new Map()) {
  if (seen.has(entry)) return seen;
  const script = await read(entry);
  seen.set(entry, script);
  for (const name of imports(script)) await closure(name, seen);
  return seen;
}

async function style() {
  const here = (path) => new URL(`../${path}`, import.meta.url);
  const sheets = (await readFile(here("../src/assets.rs"), "utf8")).matchAll(/"\.\.\/frontend\/(css\/\w+\.css)"/g);
  return (await Promise.all([...sheets].map(([, path]) => readFile(here(path), "utf8")))).join("");
}

const zipped = (texts) => texts.reduce((sum, text) => sum + gzipSync(text).length, 0);

test("the workspace is light, and other people's keys are no part of it", async (t) => {
  const workspace = await closure("workspace.js");
  assert.ok(workspace.size > 1, "it shares the editor with the page of a challenge");
  const weight = zipped([...workspace.values(), await read("app.js"), await style()]);
  t.diagnostic(`${(weight / 1024).toFixed(1)} KiB of ${BUDGET / 1024}`);
  assert.ok(weight <= BUDGET, `${weight} bytes`);
  const all = [...workspace.values()].flatMap(later);
  assert.equal(all.length, 2, "Vim and Emacs");
  for (const name of all) {
    assert.ok(!workspace.has(name), `${name} is loaded at once`);
    const more = zipped([...(await closure(name))].filter(([chunk]) => !workspace.has(chunk)).map(([, script]) => script));
    t.diagnostic(`${name}: ${(more / 1024).toFixed(1)} KiB more`);
  }
});

test("chunks are found by their own names, and every one is needed", async () => {
  const entries = ["editor.js", "workspace.js"];
  const needed = new Set(entries);
  const open = [...entries];
  for (let name = open.pop(); name; name = open.pop()) {
    const script = await read(name);
    for (const next of [...imports(script), ...later(script)].filter((n) => !needed.has(n))) {
      assert.match(next, /^chunk-[A-Z0-9]+\.js$/);
      needed.add(next);
      open.push(next);
    }
  }
  const built = (await readdir(DIST)).filter((name) => name !== "app.js" && name !== "live.js");
  assert.deepEqual(built.sort(), [...needed].sort());
});
