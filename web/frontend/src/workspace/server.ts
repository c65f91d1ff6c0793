// Asks the server, and tells what came of it in a closed set of answers. Nothing here throws, knows the page or tries again.
import type { Draft, Files, Item, Note, Work } from "./protocol.js";

/** What goes wrong with any request. */
export type Trouble =
  /** No answer, or one that says to try again. */
  | { kind: "away" }
  /** The invitation's cookie is gone. */
  | { kind: "signed-out" }
  /** Another link was opened in this browser since this page was: the cookie is another invitation's. */
  | { kind: "other-link" }
  /** The work is over. */
  | { kind: "closed" }
  /** It will not do, and trying again does not change that. */
  | { kind: "refused"; key: string; why: string };

export type SaveAnswer =
  | { kind: "saved"; revision: number; savedAt: string }
  | { kind: "conflict"; current: Draft }
  | Trouble;

export type HandInAnswer =
  | { kind: "created"; item: Item }
  | { kind: "too-often"; seconds: number }
  | { kind: "conflict"; current: Draft }
  | Trouble;

interface Problem {
  type?: string;
  title?: string;
  detail?: string;
  current?: Draft;
}

/** After this long an answer is not waited for any more. */
const PATIENCE_MS = 20_000;
/** Browsers send up to 64 KiB on behalf of pages that are gone. */
const OUTLIVES_THE_PAGE = 60_000;
const PROBLEM = "urn:gauntlet:problem:";

export class Server {
  readonly #slug: string;
  readonly #device: string;
  readonly #invitation: string;
  readonly #fetch: typeof fetch;

  /** `device` tells this page's saves from others'; `invitation` says whose page it is, in everything that is asked. */
  constructor(slug: string, device: string, invitation: string, fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.#slug = encodeURIComponent(slug);
    this.#device = device;
    this.#invitation = invitation;
    this.#fetch = fetcher;
  }

  async save(base: number, files: Files, autosave: boolean): Promise<SaveAnswer> {
    const body = JSON.stringify({ base, device: this.#device, autosave, files });
    // A save that is under way when the page is closed still arrives.
    const keepalive = new TextEncoder().encode(body).length <= OUTLIVES_THE_PAGE;
    const headers = { "content-type": "application/json" };
    const answer = await this.#ask(`${this.#slug}/draft`, { method: "PUT", headers, body, keepalive });
    if (!answer?.ok) return this.#refusal(answer);
    const saved = await read<{ revision: number; saved_at: string }>(answer);
    // Whatever stands between may answer, too: only the server knows revisions.
    if (typeof saved?.revision !== "number") return { kind: "away" };
    return { kind: "saved", revision: saved.revision, savedAt: saved.saved_at };
  }

  /** Hands in what was saved as this revision, unless another was saved since. The same key again hands in nothing again. */
  async handIn(what: "runs" | "attempts", revision: number, key: string): Promise<HandInAnswer> {
    const headers = { "content-type": "application/json", "idempotency-key": key };
    const body = JSON.stringify({ revision });
    const answer = await this.#ask(`${this.#slug}/${what}`, { method: "POST", headers, body });
    if (answer?.status === 429) {
      return { kind: "too-often", seconds: Math.max(1, Number(answer.headers.get("retry-after")) || 1) };
    }
    if (!answer?.ok) {
      return this.#refusal(answer);
    }
    const item = await read<Item>(answer);
    return typeof item?.id === "string" ? { kind: "created", item } : { kind: "away" };
  }

  async draft(): Promise<Draft | null> {
    const draft = await this.#get<Draft>(`${this.#slug}/draft`);
    return draft && typeof draft.revision === "number" ? plain(draft) : null;
  }

  async work(): Promise<Work | "other-link" | null> {
    const answer = await this.#ask("", {});
    if (answer?.ok) return read<Work>(answer);
    return (await this.#refusal(answer)).kind === "other-link" ? "other-link" : null;
  }

  async notes(id: string): Promise<Note[] | null> {
    return (await this.#get<{ notes: Note[] }>(`submissions/${encodeURIComponent(id)}`))?.notes ?? null;
  }

  async #get<T>(path: string): Promise<T | null> {
    const answer = await this.#ask(path, {});
    return answer?.ok ? read<T>(answer) : null;
  }

  async #refusal(answer: Response | null): Promise<Exclude<SaveAnswer, { kind: "saved" }>> {
    if (!answer || answer.status >= 500 || [408, 425, 429].includes(answer.status)) return { kind: "away" };
    if (answer.status === 401) return { kind: "signed-out" };
    const problem = await read<Problem>(answer);
    const key = problem?.type?.startsWith(PROBLEM) ? problem.type.slice(PROBLEM.length) : "";
    if (key === "other-invitation") return { kind: "other-link" };
    if (key === "work-closed") return { kind: "closed" };
    if (key === "draft-conflict" && problem?.current) return { kind: "conflict", current: plain(problem.current) };
    return { kind: "refused", key, why: problem?.detail ?? problem?.title ?? `${answer.status} ${answer.statusText}`.trim() };
  }

  async #ask(path: string, init: RequestInit): Promise<Response | null> {
    const address = path === "" ? "/api/v1/take" : `/api/v1/take/${path}`;
    // All tabs of a browser share one cookie, and the last link that was opened has it.
    const headers = { ...init.headers, "gauntlet-invitation": this.#invitation };
    try {
      return await this.#fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS), cache: "no-store", ...init, headers });
    } catch {
      return null;
    }
  }
}

async function read<T>(answer: Response): Promise<T | null> {
  try {
    return (await answer.json()) as T;
  } catch {
    return null;
  }
}

/** Line ends as a text area has them: otherwise a text would differ from itself. */
function plain(draft: Draft): Draft {
  const files = Object.entries(draft.files).map(([path, text]) => [path, text.replaceAll(/\r\n?/g, "\n")]);
  return { ...draft, files: Object.fromEntries(files) as Files };
}
