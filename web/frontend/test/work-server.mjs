// A server that speaks the workspace's part of /api/v1/take, out of memory, under the pages' policy.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { POLICY } from "./browser.mjs";
import { workspacePage } from "./work-page.mjs";

const DIST = new URL("../../assets/dist/", import.meta.url);
const JSON_TYPE = { "content-type": "application/json" };
const PROBLEM_TYPE = { "content-type": "application/problem+json" };

export class WorkServer {
  /** Requests that change something, as `{method, path, body, headers}`. */
  asked = [];
  /** "here", "busy" (503) or "gone" (no answer at all). Pages are always served. */
  mode = "here";
  state = "under_way";
  deadline = new Date(Date.now() + 3_600_000).toISOString();
  attempts = { used: 0, of: 3 };
  /** What happens while a hand-in is on its way. */
  beforeHandIn = () => {};
  runAgainAt = null;
  /** Whose link was opened last in the browser: the cookie that every tab sends. */
  opened = "own";
  notes = [];
  submissions = [];
  typed = null;
  #streams = new Set();
  #server;

  constructor(files) {
    this.draft = { revision: 0, saved_at: null, origin: null, device: null, files };
  }

  static async start(files) {
    const it = new WorkServer(files);
    it.#server = createServer((request, response) => void it.#answer(request, response));
    await new Promise((resolve) => it.#server.listen(0, "127.0.0.1", resolve));
    it.origin = `http://127.0.0.1:${it.#server.address().port}`;
    return it;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Somebody saves from elsewhere. */
  save(files, device = "elsewhere", origin = "browser") {
    this.draft = { revision: this.draft.revision + 1, saved_at: new Date().toISOString(), origin, device, files };
    this.tell();
  }

  /** Sends the state to whoever follows it. */
  tell() {
    for (const stream of this.#streams) stream.write(this.#event());
  }

  /** Ends every connection that follows the events; new ones are refused while the server is not "here". */
  drop() {
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  get followers() {
    return this.#streams.size;
  }

  /** Changes what was handed in `at` that place of the list, newest first, and tells. */
  change(at, part) {
    Object.assign(this.submissions[at], part);
    this.tell();
  }

  /** Bodies of the saves that were asked for. */
  get saves() {
    return this.asked.filter(({ method }) => method === "PUT").map(({ body }) => JSON.parse(body));
  }

  #work() {
    const challenge = { slug: "pool", title: "Pool", revision: this.draft.revision, attempts: this.attempts };
    return {
      now: new Date().toISOString(),
      state: this.state,
      deadline: this.deadline,
      title: "An assessment",
      challenges: [{ ...challenge, run_again_at: this.runAgainAt }],
      submissions: this.submissions,
    };
  }

  #event() {
    return `event: state\ndata: ${JSON.stringify(this.#work())}\n\n`;
  }

  async #answer(request, response) {
    const { pathname: path, searchParams } = new URL(request.url, "http://localhost");
    const isPage = !path.startsWith("/api/");
    if (this.mode === "gone" && !isPage) return request.destroy();
    let body = "";
    for await (const part of request) body += part;
    const { method, headers } = request;
    if (method !== "GET") this.asked.push({ method, path, body, headers });
    if (isPage) return this.#serve(path, response);
    if (this.mode === "busy") return response.writeHead(503).end();
    const json = (status, value, type = JSON_TYPE) => response.writeHead(status, type).end(JSON.stringify(value));
    const problem = (status, key, more) => json(status, { type: `urn:gauntlet:problem:${key}`, detail: key, ...more }, PROBLEM_TYPE);
    const said = headers["gauntlet-invitation"] ?? searchParams.get("invitation");
    if (said !== this.opened) return problem(409, "other-invitation");
    if (path.endsWith("/events")) return this.#follow(response);
    if (path === "/api/v1/take") return json(200, this.#work());
    if (path.includes("/submissions/")) return json(200, { ...this.submissions[0], notes: this.notes });
    if (method === "GET") return json(200, this.draft);
    if (this.state !== "under_way") return problem(409, "work-closed");
    if (method === "PUT") return this.#put(JSON.parse(body), json, problem);
    this.beforeHandIn();
    const { revision } = JSON.parse(body);
    if (revision !== this.draft.revision) return problem(409, "draft-conflict", { current: this.draft });
    return json(201, this.#handIn(path.endsWith("/runs") ? "run" : "attempt"));
  }

  #put({ base, device, files }, json, problem) {
    const isSame = JSON.stringify(files) === JSON.stringify(this.draft.files);
    if (!isSame && base !== this.draft.revision) return problem(409, "draft-conflict", { current: this.draft });
    // The same again is no other version.
    if (!isSame || this.draft.revision === 0) this.save(files, device);
    json(200, { revision: this.draft.revision, saved_at: this.draft.saved_at });
  }

  #handIn(purpose) {
    if (purpose === "attempt") this.attempts.used += 1;
    const phase = (name) => ({ name, state: "waiting", wall_ms: null, done: null, total: null });
    const item = {
      id: `id-${this.submissions.length + 1}`,
      challenge: "pool",
      purpose,
      attempt_number: purpose === "attempt" ? this.attempts.used : null,
      status: "queued",
      queue_position: 2,
      grading: 1,
      phases: ["check", "build", "test"].map(phase),
      created_at: new Date().toISOString(),
      finished_at: null,
      verdict: null,
      verdict_title: null,
      score: null,
      summary: null,
      page: `/take/results/id-${this.submissions.length + 1}`,
    };
    this.submissions.unshift(item);
    this.tell();
    return item;
  }

  #follow(response) {
    this.#streams.add(response);
    response.on("close", () => this.#streams.delete(response));
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(this.#event());
  }

  async #serve(path, response) {
    const script = /^\/assets\/([\w-]+\.js)$/.exec(path)?.[1];
    const policy = { "content-security-policy": POLICY };
    if (path === "/favicon.ico") return response.writeHead(204).end();
    if (!script) return response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...policy }).end(workspacePage(this));
    const bytes = await readFile(new URL(script, DIST)).catch(() => null);
    response.writeHead(bytes ? 200 : 404, { "content-type": "text/javascript", ...policy }).end(bytes);
  }
}
