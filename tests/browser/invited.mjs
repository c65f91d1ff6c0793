// Whoever invites, and whoever was invited, by the doors that programs have. What a journey is not about is done here, and
// what its page says is compared with what the server has.
import assert from "node:assert/strict";
import { until } from "./until.mjs";

/** Grading waits its turn on a busy machine. */
const GRADED_MS = 180_000;
const SLUG = "worker-pool";

export class Operator {
  #origin;
  #session;

  /** Signs the server's owner in. */
  static async of(server) {
    const operator = new Operator();
    operator.#origin = server.origin;
    const answer = await operator.#post("/sign-in", await server.owner());
    assert.equal(answer.status, 303, await answer.text());
    operator.#session = answer.headers.get("set-cookie").split(";")[0];
    return operator;
  }

  /** Makes an assessment of one challenge and answers its path; `rules` are fields of the form. */
  async assessment(rules = {}) {
    const usual = { title: "Senior Go", challenge: SLUG, work_minutes: 90, max_attempts: 3, results: "at_once", welcome: "" };
    const answer = await this.#post("/assessments", { ...usual, ...rules });
    assert.equal(answer.status, 303, await answer.text());
    return answer.headers.get("location");
  }

  async invite(assessment, name = "Ada Lovelace") {
    const answer = await this.#post(`${assessment}/invitations`, { name, email: "ada@example.org", extra_percent: 0 });
    const page = await answer.text();
    assert.equal(answer.status, 200, page);
    return new Invited(this.#origin, page.match(/\/i\/[\w-]+/)[0], page.match(/\/invitations\/[0-9a-f-]{36}/)[0]);
  }

  async withdraw(invited) {
    assert.equal((await this.#post(`${invited.page}/withdraw`, {})).status, 303);
  }

  #post(path, fields) {
    const headers = this.#session ? { cookie: this.#session } : {};
    return fetch(this.#origin + path, { method: "POST", redirect: "manual", headers, body: new URLSearchParams(fields) });
  }
}

export class Invited {
  #origin;

  /** `path` is the link's, `page` that of the owner's page of the invitation, where that matters. */
  constructor(origin, path, page = "") {
    this.#origin = origin;
    this.path = path;
    this.page = page;
    this.token = path.split("/").at(-1);
  }

  /** A request of this candidate's; `path` is below /api/v1/take. */
  ask(path, options = {}) {
    const headers = { authorization: `Bearer ${this.token}`, ...options.headers };
    return fetch(`${this.#origin}/api/v1/take${path}`, { ...options, headers });
  }

  async state() {
    const answer = await this.ask("");
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  }

  /** What is saved as the challenge's only file. */
  async text() {
    const answer = await this.ask(`/${SLUG}/draft`);
    assert.equal(answer.status, 200, await answer.clone().text());
    return (await answer.json()).files["pool.go"];
  }

  /** Waits until the server has this text. */
  async has(text) {
    await until("the text to be saved", async () => (await this.text()) === text);
  }

  /** Tries to save; answers the status. */
  async save(text) {
    const body = JSON.stringify({ base: null, device: "test", files: { "pool.go": text } });
    const headers = { "content-type": "application/json" };
    return (await this.ask(`/${SLUG}/draft`, { method: "PUT", headers, body })).status;
  }

  /** Waits until the newest hand-in for this purpose is as asked. */
  newest(purpose, what, is = () => true) {
    const look = async () => {
      const found = (await this.state()).submissions.find((item) => item.purpose === purpose);
      assert.notEqual(found?.status, "failed", JSON.stringify(found));
      return found && is(found) && found;
    };
    return until(`the ${purpose} to be ${what}`, look, GRADED_MS);
  }

  graded(purpose) {
    return this.newest(purpose, "graded", (item) => item.status === "finished");
  }
}
