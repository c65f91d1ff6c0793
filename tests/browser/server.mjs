// The real binary on a free port, with a directory of its own, grading in the real Docker.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.mjs";

const ROOT = new URL("../../", import.meta.url).pathname;
const START_MS = 60_000;
const OWNER = { email: "grace@example.org", password: "correct horse battery" };

/** GAUNTLET_BIN, or the newer of the two builds in target/. */
function binary() {
  if (process.env.GAUNTLET_BIN) return process.env.GAUNTLET_BIN;
  const built = ["debug", "release"].map((profile) => `${ROOT}target/${profile}/gauntlet`).filter(existsSync);
  assert.ok(built.length > 0, "expected target/debug/gauntlet or target/release/gauntlet: cargo build -p gauntlet-web");
  return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

async function freePort() {
  const socket = createServer().listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

/** The containers of the server that had this process id, running or not. */
function containersOf(pid) {
  const list = ["ps", "--all", "--quiet", "--filter", `label=gauntlet.pid=${pid}`];
  return execFileSync("docker", list, { encoding: "utf8" }).split("\n").filter(Boolean);
}

export class Server {
  #process;
  #directory;
  #port;
  #log = "";
  #pids = [];
  #hasOwner = false;

  static async start() {
    const server = new Server();
    server.#directory = await mkdtemp(join(tmpdir(), "gauntlet-browser-"));
    server.#port = await freePort();
    await server.begin();
    return server;
  }

  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts the process on the data of before, if there are any, and waits until it answers. */
  async begin() {
    const settings = ["--listen", `127.0.0.1:${this.#port}`, "--cache", join(this.#directory, "cache"), ...this.#database()];
    this.#process = spawn(binary(), ["serve", ...settings], { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
    this.#pids.push(this.#process.pid);
    this.#process.stderr.setEncoding("utf8").on("data", (text) => (this.#log += text));
    const look = async () => {
      const ended = this.#process.exitCode !== null || this.#process.signalCode !== null;
      assert.ok(!ended, `expected ${this.origin} to answer; the server's log:\n${this.#log}`);
      return this.#answers();
    };
    await until(`${this.origin} to answer`, look, START_MS);
  }

  #database() {
    return ["--database-url", `sqlite:${join(this.#directory, "gauntlet.db")}`];
  }

  /** Makes the first account at the server's machine, once, and answers what it signs in with. */
  async owner() {
    if (!this.#hasOwner) {
      const named = ["--email", OWNER.email, "--name", "Grace Hopper"];
      const options = { cwd: ROOT, input: OWNER.password, stdio: ["pipe", "ignore", "inherit"] };
      execFileSync(binary(), ["admin", "create-owner", ...named, ...this.#database()], options);
      this.#hasOwner = true;
    }
    return OWNER;
  }

  /** Changes a row behind the server's back: for what would take days. */
  change(statement, ...values) {
    const script = "import json, sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=30); "
      + "done = db.execute(sys.argv[2], json.loads(sys.argv[3])); db.commit(); print(done.rowcount)";
    const given = [join(this.#directory, "gauntlet.db"), statement, JSON.stringify(values)];
    assert.equal(execFileSync("python3", ["-c", script, ...given], { encoding: "utf8" }).trim(), "1", statement);
  }

  async #answers() {
    try {
      return (await fetch(`${this.origin}/healthz`)).ok;
    } catch {
      return false;
    }
  }

  /** Ends the process without giving it a chance to tidy up. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** Ends the process in order, and removes its data. No container may be left, not even of a killed process. */
  async stop() {
    await this.#end("SIGTERM");
    await rm(this.#directory, { recursive: true, force: true });
    assert.deepEqual(this.#pids.flatMap(containersOf), [], "containers that are left");
  }

  async #end(signal) {
    const ended = once(this.#process, "exit");
    this.#process.kill(signal);
    await ended;
  }
}
