// On a submission that waits or is being graded: follows its events, then shows the report.
import { Phases, type Phase, type Standing, sentence, setText } from "./progress.js";
import { progress as texts } from "./workspace/texts.js";

interface Progress extends Standing {
  attempt: number;
  phases: Phase[];
}

function show(phases: Phases, progress: Progress): void {
  const more = progress.status === "running" ? ` ${texts.byItself}` : "";
  setText(document.getElementById("live-sentence"), sentence(progress, progress.attempt) + more);
  const word = document.querySelector(".verdict .badge")?.lastChild;
  const status = progress.status === "queued" ? texts.badges.queued : texts.badges.running;
  if (word && word.nodeValue !== status) word.nodeValue = status;
  phases.show(progress.phases);
}

const root = document.querySelector<HTMLElement>("[data-events]");
if (root?.dataset["events"]) {
  const phases = new Phases(root);
  const events = new EventSource(root.dataset["events"]);
  events.addEventListener("progress", (event) => show(phases, JSON.parse(event.data) as Progress));
  events.addEventListener("finished", () => {
    events.close();
    location.reload();
  });
  events.addEventListener("error", () => {
    // A broken connection is opened again by the browser; a refused one is not.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
  });
  setInterval(() => phases.tick(), 100);
}
