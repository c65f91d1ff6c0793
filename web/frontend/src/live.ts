// On a submission that waits or is being graded: follows its events, then shows the report.
import { duration } from "./time.js";

interface Phase {
  name: string;
  state: "waiting" | "running" | "done";
  wall_ms: number | null;
  done: number | null;
  total: number | null;
}

interface Progress {
  status: "queued" | "running" | "finished" | "failed";
  queue_position: number | null;
  attempt: number;
  phases: Phase[];
}

/** When each running phase began, by this browser's clock. */
const began = new Map<string, number>();

function ordinal(n: number): string {
  const teens = n % 100 >= 11 && n % 100 <= 13;
  return n + (teens ? "th" : ["th", "st", "nd", "rd"][n % 10] ?? "th");
}

function sentence(progress: Progress): string {
  if (progress.status === "queued") {
    return progress.queue_position === null
      ? "Waiting for a worker."
      : `Waiting for a worker: ${ordinal(progress.queue_position)} in the queue.`;
  }
  if (progress.attempt > 1) {
    return `In the sandbox now, for the ${ordinal(progress.attempt)} time: before, our side failed. This page updates by itself.`;
  }
  return "In the sandbox now. This page updates by itself.";
}

function setText(element: Element | null, text: string): void {
  // Equal text is left alone, so that screen readers do not say it again.
  if (element && element.textContent !== text) element.textContent = text;
}

function show(root: Element, progress: Progress): void {
  setText(document.getElementById("live-sentence"), sentence(progress));
  const badge = document.querySelector(".verdict .badge");
  const word = badge?.lastChild;
  const status = progress.status === "queued" ? "Queued" : "Being graded";
  if (word && word.nodeValue !== status) word.nodeValue = status;
  for (const phase of progress.phases) {
    const row = root.querySelector<HTMLElement>(`[data-phase="${CSS.escape(phase.name)}"]`);
    if (!row) continue;
    row.dataset["state"] = phase.state;
    setText(row.querySelector("[data-word]"), phase.state);
    const counted = phase.state === "running" && phase.done !== null && phase.total !== null;
    setText(row.querySelector("[data-units]"), counted ? `${phase.done} of ${phase.total}` : "");
    if (phase.state === "running") {
      if (phase.wall_ms !== null || !began.has(phase.name)) began.set(phase.name, performance.now() - (phase.wall_ms ?? 0));
    } else {
      began.delete(phase.name);
      setText(row.querySelector("[data-elapsed]"), phase.wall_ms === null ? "" : duration(phase.wall_ms));
    }
  }
  tick(root);
}

function tick(root: Element): void {
  for (const [name, start] of began) {
    const elapsed = root.querySelector(`[data-phase="${CSS.escape(name)}"] [data-elapsed]`);
    setText(elapsed, duration(Math.max(0, performance.now() - start)));
  }
}

const root = document.querySelector<HTMLElement>("[data-events]");
if (root?.dataset["events"]) {
  const events = new EventSource(root.dataset["events"]);
  events.addEventListener("progress", (event) => show(root, JSON.parse(event.data) as Progress));
  events.addEventListener("finished", () => {
    events.close();
    location.reload();
  });
  events.addEventListener("error", () => {
    // A broken connection is opened again by the browser; a refused one is not.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
  });
  setInterval(() => tick(root), 100);
}
