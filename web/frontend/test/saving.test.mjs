import assert from "node:assert/strict";
import { test } from "node:test";
import { settle } from "./pure.mjs";
import { Page, draft } from "./saving-page.mjs";

const AWAY = { kind: "away" };

test("what is typed is saved once typing rests, from the last revision", async () => {
  const page = new Page({ revision: 6 });
  page.type("a");
  page.type("ab");
  assert.deepEqual([page.kind, page.sent], ["unsaved", []]);
  assert.equal(page.pass(1000), 1);
  assert.deepEqual(page.sent, [{ base: 6, text: "ab" }]);
  assert.equal(page.kind, "saving");
  await page.saved(7);
  assert.deepEqual([page.kind, page.saving.state.revision, page.kept], ["saved", 7, null]);
  assert.deepEqual(page.pauses, [], "nothing is waited for");
});

test("who never rests is saved after ten seconds", async () => {
  const page = new Page();
  page.type("a");
  page.type("ab");
  assert.equal(page.pass(10_000), 1);
  assert.deepEqual(page.sent, [{ base: 0, text: "ab" }]);
});

test("one save at most is under way", async () => {
  const page = new Page();
  page.type("a");
  page.saving.flush();
  page.type("ab");
  page.saving.flush();
  page.pass(1000);
  assert.deepEqual(page.sent, [{ base: 0, text: "a" }]);
  await page.saved(1);
  assert.equal(page.kind, "unsaved");
  assert.deepEqual(page.kept, { base: 1, text: "ab" });
  page.pass(1000);
  assert.deepEqual(page.sent[1], { base: 1, text: "ab" });
  await page.saved(2);
  assert.equal(page.kind, "saved");
});

test("what was typed and taken back is no change", async () => {
  const page = new Page();
  page.type("a");
  page.type("starter");
  assert.equal(page.kind, "saved");
  assert.equal(page.pass(1000), 0);
  page.saving.flush();
  assert.deepEqual(page.sent, []);
});

test("whoever asks hears how it ended, and gets the starter saved, too", async () => {
  const page = new Page();
  const asked = page.saving.save("something");
  await settle();
  assert.deepEqual(page.sent, [{ base: 0, text: "starter" }]);
  await page.saved(1);
  assert.equal(await asked, "saved");
  assert.equal(await page.saving.save("something"), "saved", "and not again");
  assert.equal(page.sent.length, 1);
});

test("a version that somebody asks for says so, also when its text was saved by itself before", async () => {
  const page = new Page({ revision: 6 });
  page.type("a");
  page.saving.flush();
  const asked = page.saving.save("version");
  await page.saved(7);
  assert.deepEqual(page.sent, [{ base: 6, text: "a" }, { base: 7, text: "a", asked: true }]);
  await page.saved(7);
  assert.equal(await asked, "saved");
  assert.equal(await page.saving.save("version"), "saved", "once is enough");
  page.type("ab");
  page.saving.flush();
  await page.saved(8);
  assert.deepEqual(page.sent.slice(2), [{ base: 7, text: "ab" }]);
});

test("a version that could not be saved is still asked for when the server is back", async () => {
  const page = new Page();
  const asked = page.saving.save("version");
  await settle();
  await page.answer(AWAY);
  assert.equal(await asked, "away");
  page.pass(1000);
  await page.saved(1);
  assert.deepEqual(page.sent, [{ base: 0, text: "starter", asked: true }, { base: 0, text: "starter", asked: true }]);
  assert.equal(page.kind, "saved");
});

test("who asks while an older text is under way waits for the newer one", async () => {
  const page = new Page();
  page.type("a");
  page.saving.flush();
  page.type("ab");
  const asked = page.saving.save();
  await page.saved(1);
  await page.saved(2);
  assert.equal(await asked, "saved");
  assert.deepEqual(page.sent.map(({ text }) => text), ["a", "ab"]);
});

test("without an answer it is kept here and tried again, more and more slowly", async () => {
  const page = new Page();
  page.type("a");
  page.saving.flush();
  for (const pause of [1000, 2000, 4000, 8000, 15_000, 15_000]) {
    await page.answer(AWAY);
    assert.equal(page.kind, "offline");
    assert.deepEqual(page.pauses, [pause]);
    assert.deepEqual(page.kept, { base: 0, text: "a" });
    page.pass(pause);
  }
  await page.saved(1);
  assert.deepEqual([page.kind, page.kept], ["saved", null]);
  page.type("b");
  page.pass(1000);
  await page.answer(AWAY);
  assert.ok(page.pauses.includes(1000), "the next trouble starts anew");
});

test("typing does not hurry a server that is away, a connection that is back does", async () => {
  const page = new Page();
  page.type("a");
  page.saving.flush();
  await page.answer(AWAY);
  page.pass(1000);
  await page.answer(AWAY);
  page.type("ab");
  page.pass(300);
  assert.deepEqual(page.pauses, [2000]);
  assert.deepEqual(page.kept, { base: 0, text: "ab" });
  page.saving.flush();
  assert.deepEqual(page.sent.at(-1), { base: 0, text: "ab" });
});

test("whoever lost their invitation is told so, and saved when it is back", async () => {
  const page = new Page();
  page.type("a");
  page.saving.flush();
  await page.answer({ kind: "signed-out" });
  assert.deepEqual([page.kind, page.saving.state.trouble.kind], ["offline", "signed-out"]);
  page.pass(1000);
  await page.saved(1);
  assert.equal(page.kind, "saved");
});

test("where this browser keeps nothing, the state says so", async () => {
  const page = new Page();
  page.keeps = false;
  page.type("a");
  page.saving.flush();
  await page.answer(AWAY);
  assert.equal(page.saving.state.kept, false);
});

test("what the rules refuse is not sent again until it changes", async () => {
  const page = new Page();
  page.type("a");
  page.saving.flush();
  await page.answer({ kind: "refused", key: "refused", why: "a.go: too long" });
  assert.deepEqual([page.kind, page.saving.state.trouble.why, page.pauses], ["unsaved", "a.go: too long", []]);
  page.type("b");
  assert.equal(page.saving.state.trouble, null);
  page.pass(1000);
  await page.saved(1);
  assert.equal(page.kind, "saved");
});

test("another version is met, never overwritten", async () => {
  const page = new Page({ revision: 3 });
  page.type("mine");
  page.saving.flush();
  await page.conflict(4, "theirs");
  assert.deepEqual([page.kind, page.text, page.saving.state.theirs.files["a.go"]], ["conflict", "mine", "theirs"]);
  page.type("mine, longer");
  page.saving.flush();
  assert.equal(page.pass(1000), 0);
  assert.equal(page.sent.length, 1, "nothing is sent before somebody chose");
  assert.deepEqual(page.kept, { base: 3, text: "mine, longer" }, "and what is kept was made from the old revision");
  assert.equal(await page.saving.save(), "conflict");
});

test("mine goes on, made from theirs", async () => {
  const page = new Page({ revision: 3 });
  page.type("mine");
  page.saving.flush();
  await page.conflict(4, "theirs");
  page.saving.keepMine();
  assert.deepEqual(page.sent[1], { base: 4, text: "mine" });
  await page.conflict(5, "theirs again");
  assert.equal(page.kind, "conflict", "whoever was quicker again is met again");
  page.saving.keepMine();
  await page.saved(6);
  assert.deepEqual([page.kind, page.text, page.kept], ["saved", "mine", null]);
});

test("theirs is shown, and nothing is left to send", async () => {
  const page = new Page({ revision: 3 });
  page.type("mine");
  page.saving.flush();
  await page.conflict(4, "theirs");
  page.saving.takeTheirs();
  assert.deepEqual([page.kind, page.text, page.kept, page.saving.state.revision], ["saved", "theirs", null, 4]);
  assert.equal(page.sent.length, 1);
});

test("an own save whose answer was lost is no conflict", async () => {
  const page = new Page({ revision: 3 });
  page.type("a");
  page.saving.flush();
  await page.answer(AWAY);
  page.type("ab");
  page.saving.flush();
  await page.conflict(4, "a", "here");
  assert.deepEqual(page.sent.at(-1), { base: 4, text: "ab" });
  await page.saved(5);
  assert.equal(page.kind, "saved");
});

test("the same text from elsewhere is no conflict", async () => {
  const page = new Page({ revision: 3 });
  page.type("a");
  page.saving.flush();
  await page.conflict(4, "a");
  assert.deepEqual([page.kind, page.saving.state.revision], ["saved", 4]);
});

test("what a page before could not send is shown and sent", async () => {
  const page = new Page({ revision: 3, known: "old" });
  page.text = "old";
  page.saving.restore({ base: 3, device: "gone", files: { "a.go": "unsent" } });
  assert.deepEqual([page.text, page.sent, page.saving.state.news], ["unsent", [{ base: 3, text: "unsent" }], "restored"]);
  await page.saved(4);
  assert.deepEqual([page.kind, page.kept, page.saving.state.news], ["saved", null, "restored"]);
  page.type("more");
  assert.equal(page.saving.state.news, null);
});

test("a copy whose last save arrived after all goes on from there", async () => {
  const page = new Page({ revision: 4, known: "half" });
  page.saving.restore({ base: 3, device: "gone", files: { "a.go": "whole" } });
  assert.deepEqual(page.sent, [{ base: 3, text: "whole" }]);
  await page.conflict(4, "half", "gone");
  assert.deepEqual(page.sent[1], { base: 4, text: "whole" });
  await page.saved(5);
  assert.equal(page.kind, "saved");
});

test("a copy that somebody else has overtaken is a conflict", async () => {
  const page = new Page({ revision: 9, known: "theirs" });
  page.saving.restore({ base: 3, device: "gone", files: { "a.go": "mine" } });
  await page.conflict(9, "theirs");
  assert.deepEqual([page.kind, page.text, page.kept], ["conflict", "mine", { base: 3, text: "mine" }]);
});

test("a copy of what the server has is dropped", () => {
  const page = new Page({ revision: 3, known: "same" });
  page.kept = { base: 2, text: "same" };
  page.saving.restore({ base: 2, device: "gone", files: { "a.go": "same" } });
  assert.deepEqual([page.kept, page.sent], [null, []]);
});

test("a version saved elsewhere is shown where nothing is unsent", async () => {
  const page = new Page({ revision: 3, known: "starter" });
  page.draft = draft(5, "theirs");
  page.saving.heard(5);
  await settle();
  assert.deepEqual([page.text, page.kind, page.saving.state.revision, page.saving.state.news], ["theirs", "saved", 5, "elsewhere"]);
  page.draft = draft(9, "not asked for");
  page.saving.heard(4);
  await settle();
  assert.equal(page.text, "theirs");
});

test("the news of an own save is no news", async () => {
  const page = new Page({ revision: 3 });
  page.draft = draft(4, "from the server");
  page.type("a");
  page.saving.flush();
  page.saving.heard(4);
  await page.saved(4);
  await settle();
  assert.deepEqual([page.text, page.kind], ["a", "saved"]);
});

test("who types while a newer version is fetched keeps their text", async () => {
  const page = new Page({ revision: 3 });
  page.draft = draft(4, "theirs");
  page.saving.heard(4);
  page.type("mine");
  await settle();
  assert.equal(page.text, "mine");
  page.pass(1000);
  await page.conflict(4, "theirs");
  assert.equal(page.kind, "conflict");
});

test("other files take another page, which nothing of this one outlives", async () => {
  const page = new Page({ revision: 3 });
  page.shows = false;
  page.draft = draft(4, "theirs");
  page.saving.heard(4);
  await settle();
  page.saving.flush();
  page.saving.touch();
  page.pass(1000);
  page.pass(300);
  assert.deepEqual([page.sent, page.kept], [[], null]);
});

test("what the server refused before waits for a person", async () => {
  const page = new Page({ revision: 3, known: null });
  page.text = "typed";
  page.saving.flush();
  assert.deepEqual([page.kind, page.sent], ["unsaved", []]);
  page.type("typed on");
  page.pass(1000);
  assert.deepEqual(page.sent, [{ base: 3, text: "typed on" }]);
});

test("when the work is over nothing is sent, and what was unsent stays in this browser", async () => {
  const page = new Page({ revision: 3 });
  page.type("late");
  page.saving.flush();
  await page.answer({ kind: "closed" });
  assert.deepEqual([page.kind, page.saving.state.unsent, page.kept], ["closed", true, { base: 3, text: "late" }]);
  page.type("later");
  page.saving.flush();
  assert.equal(await page.saving.save(), "closed");
  assert.equal(page.sent.length, 1);
  assert.deepEqual(page.pauses.filter((ms) => ms !== 300), []);
});

test("at the end there is one last save", async () => {
  const page = new Page({ revision: 3 });
  page.type("just in time");
  const finished = page.saving.finish();
  await settle();
  await page.saved(4);
  await finished;
  assert.deepEqual([page.kind, page.saving.state.revision, page.saving.state.unsent], ["closed", 4, false]);
});

test("more time opens it again, and what was unsent is sent", async () => {
  const page = new Page({ revision: 3 });
  page.type("late");
  page.saving.flush();
  await page.answer({ kind: "closed" });
  page.saving.reopen();
  assert.deepEqual(page.sent.at(-1), { base: 3, text: "late" });
  await page.saved(4);
  assert.equal(page.kind, "saved");
});
