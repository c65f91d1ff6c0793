// The real binary on a free port, with a directory of its own, grading in the real Docker.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const ROOT = new URL("../../", import.meta.url).pathname;
const START_MS = 60_000;

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
    const at = (name) => join(this.#directory, name);
    const settings = ["--listen", `127.0.0.1:${this.#port}`, "--database-url", `sqlite:${at("gauntlet.db")}`, "--cache", at("cache")];
    this.#process = spawn(binary(), ["serve", ...settings], { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
    this.#pids.push(this.#process.pid);
    this.#process.stderr.setEncoding("utf8").on("data", (text) => (this.#log += text));
    const until = Date.now() + START_MS;
    while (!(await this.#answers())) {
      const ended = this.#process.exitCode !== null || this.#process.signalCode !== null;
      assert.ok(!ended && Date.now() < until, `expected ${this.origin} to answer; the server's log:\n${this.#log}`);
      await pause(50);
    }
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
