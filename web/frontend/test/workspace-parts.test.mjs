// Small parts of the workspace that know no page: what is kept, what is asked, where notes stand, where texts differ.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { Copies } = await load("workspace/copies");
const { Server } = await load("workspace/server");
const { columnOf } = await load("workspace/places");
const { difference } = await load("workspace/difference");

class Store {
  map = new Map();
  full = false;
  getItem = (key) => this.map.get(key) ?? null;
  removeItem = (key) => this.map.delete(key);
  setItem = (key, value) => {
    if (this.full) throw new Error("full");
    this.map.set(key, value);
  };
}

const KEY = "gauntlet:work:pool";
const files = (text) => ({ "a.go": text });

test("a page that follows takes up what the one before kept, and drops it once it is saved", () => {
  const store = new Store();
  assert.equal(new Copies(store, "pool", "one", "me").keep(3, files("unsent")), true);
  const next = new Copies(store, "pool", "two", "me");
  const copy = next.adopt(["a.go"]);
  assert.deepEqual([copy.base, copy.device, copy.files], [3, "one", files("unsent")]);
  next.keep(3, files("unsent, and more"));
  next.drop();
  assert.equal(store.map.has(KEY), false);
});

test("what another page keeps meanwhile is not dropped", () => {
  const store = new Store();
  const one = new Copies(store, "pool", "one", "me");
  one.keep(3, files("first"), new Date(Date.now() - 1000));
  const two = new Copies(store, "pool", "two", "me");
  two.adopt(["a.go"]);
  one.keep(3, files("second"));
  two.drop();
  assert.deepEqual(new Copies(store, "pool", "three", "me").adopt(["a.go"]).files, files("second"));
});

test("the newest copy of the same person's same files is taken, and no other", () => {
  const store = new Store();
  new Copies(store, "pool", "one", "me").keep(1, files("older"), new Date(Date.now() - 5000));
  new Copies(store, "pool", "two", "me").keep(2, files("newer"), new Date(Date.now() - 1000));
  new Copies(store, "pool", "three", "somebody").keep(9, files("theirs"));
  new Copies(store, "pool", "four", "me").keep(9, { "b.go": "another file" });
  new Copies(store, "other", "five", "me").keep(9, files("another challenge"));
  const here = () => new Copies(store, "pool", "here", "me");
  assert.deepEqual(here().adopt(["a.go"]).files, files("newer"));
  assert.equal(new Copies(store, "pool", "here", "nobody").adopt(["a.go"]), null);
  new Copies(store, "pool", "two", "me").drop();
  assert.deepEqual(here().adopt(["a.go"]).files, files("older"));
});

test("copies that nobody came back for, broken ones and full stores do no harm", () => {
  const store = new Store();
  const copies = new Copies(store, "pool", "one", "me");
  copies.keep(1, files("old"), new Date("2020-01-01"));
  assert.equal(copies.adopt(["a.go"]), null);
  store.map.set(KEY, '{"half');
  assert.equal(copies.adopt(["a.go"]), null);
  copies.drop();
  assert.equal(copies.keep(1, files("x")), true);
  store.full = true;
  assert.equal(copies.keep(2, files("y")), false);
  assert.equal(new Copies(null, "pool", "one", "me").keep(1, files("x")), false);
});

/** A server that gives one answer and remembers what it was asked. */
function server(status, body, headers = {}) {
  const asked = [];
  const fetcher = async (address, init) => {
    asked.push({ address, ...init });
    if (status === 0) throw new TypeError("no connection");
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
  };
  return { asked, it: new Server("worker pool", "tab", "invited", fetcher) };
}
const problem = (key, more = {}) => ({ type: `urn:gauntlet:problem:${key}`, detail: `about ${key}`, ...more });

test("a save says what it is made from, and outlives its page where it is small", async () => {
  const { asked, it } = server(200, { revision: 8, saved_at: "t" });
  assert.deepEqual(await it.save(7, files("x"), true), { kind: "saved", revision: 8, savedAt: "t" });
  const [{ address, method, body, keepalive }] = asked;
  assert.deepEqual([address, method, keepalive], ["/api/v1/take/worker%20pool/draft", "PUT", true]);
  assert.deepEqual(JSON.parse(body), { base: 7, device: "tab", autosave: true, files: files("x") });
  await it.save(7, files("ü".repeat(40_000)), false);
  assert.equal(JSON.parse(asked[1].body).autosave, false);
  assert.equal(asked[1].keepalive, false, "browsers refuse to keep more");
});

test("every refusal has a name", async () => {
  const current = { revision: 9, saved_at: "t", origin: "git", device: "x", files: files("a\r\nb\rc\n") };
  const save = async (...answer) => server(...answer).it.save(1, files("x"), true);
  assert.deepEqual(await save(409, problem("draft-conflict", { current })), {
    kind: "conflict",
    current: { ...current, files: files("a\nb\nc\n") },
  });
  assert.deepEqual(await save(409, problem("work-closed")), { kind: "closed" });
  assert.deepEqual(await save(409, problem("other-invitation")), { kind: "other-link" });
  assert.deepEqual(await save(422, problem("refused")), { kind: "refused", key: "refused", why: "about refused" });
  assert.deepEqual(await save(413, "<h1>Too large</h1>"), { kind: "refused", key: "", why: "413" });
  assert.deepEqual(await save(401, problem("no-invitation")), { kind: "signed-out" });
  for (const status of [0, 408, 425, 429, 500, 502, 503]) assert.deepEqual(await save(status, ""), { kind: "away" });
  assert.deepEqual(await save(200, "<h1>Pay for your wireless</h1>"), { kind: "away" });
});

test("a hand-in carries its key, and waits where the server says so", async () => {
  const { asked, it } = server(201, { id: "1" });
  assert.deepEqual(await it.handIn("runs", 7, "k"), { kind: "created", item: { id: "1" } });
  const headers = { "content-type": "application/json", "idempotency-key": "k", "gauntlet-invitation": "invited" };
  assert.deepEqual([asked[0].address, asked[0].headers], ["/api/v1/take/worker%20pool/runs", headers]);
  assert.deepEqual(JSON.parse(asked[0].body), { revision: 7 });
  const refused = async (...answer) => server(...answer).it.handIn("attempts", 7, "k");
  assert.deepEqual(await refused(429, "", { "retry-after": "12" }), { kind: "too-often", seconds: 12 });
  assert.deepEqual(await refused(409, problem("no-attempts-left")), {
    kind: "refused",
    key: "no-attempts-left",
    why: "about no-attempts-left",
  });
  assert.deepEqual(await refused(0), { kind: "away" });
});

test("whatever is asked says whose page asks", async () => {
  const { asked, it } = server(409, problem("other-invitation"));
  assert.deepEqual(await it.save(7, files("x"), true), { kind: "other-link" });
  assert.deepEqual(await it.handIn("attempts", 7, "k"), { kind: "other-link" });
  assert.equal(await it.work(), "other-link");
  assert.deepEqual([await it.draft(), await it.notes("1")], [null, null], "nothing of the other is shown");
  assert.deepEqual(asked.map(({ headers }) => headers["gauntlet-invitation"]), Array(5).fill("invited"));
});

test("what cannot be read is nothing", async () => {
  assert.equal(await server(200, "no json").it.draft(), null);
  assert.equal(await server(200, {}).it.draft(), null);
  assert.equal(await server(404, problem("not-found")).it.notes("x"), null);
  assert.equal(await server(0).it.work(), null);
  assert.deepEqual(await server(200, { notes: [] }).it.notes("x"), []);
});

test("a note covers the word at its column, which is counted in bytes", () => {
  const at = (line, column) => {
    const { from, to } = columnOf(line, column);
    return line.slice(from, to);
  };
  assert.equal(at("\tvar unused int", 6), "unused");
  assert.equal(at('\tx := "ü" + y', 14), "y");
  assert.equal(at("\tf(😀, z)", 10), "z");
  assert.equal(at("\tx = )", 6), ")");
  assert.equal(at('var x int = "a \\" b" + y', 13), '"a \\" b"');
  assert.equal(at("  whole line  ", 0), "whole line");
  assert.equal(at("short", 99), "short");
  assert.deepEqual(columnOf("", 0), { from: 0, to: 0 });
  assert.deepEqual(columnOf("\t\t", 1), { from: 0, to: 0 });
});

test("two texts differ in one stretch of whole lines", () => {
  assert.deepEqual(difference("a\nb\nc\n", "a\nx\ny\nc\n"), { before: "a\n", a: "b\n", b: "x\ny\n", after: "c\n" });
  assert.deepEqual(difference("a\na\n", "a\n"), { before: "a\n", a: "a\n", b: "", after: "" });
  assert.deepEqual(difference("", "x"), { before: "", a: "", b: "x", after: "" });
  assert.deepEqual(difference("same", "same"), { before: "same", a: "", b: "", after: "" });
});
