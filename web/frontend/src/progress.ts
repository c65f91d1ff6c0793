// How far a grading is: rows of phases whose times run on between two pieces of news.
import { duration } from "./time.js";
import { progress as texts } from "./workspace/texts.js";

export interface Phase {
  name: string;
  state: "waiting" | "running" | "done";
  wall_ms: number | null;
  done: number | null;
  total: number | null;
}

export interface Standing {
  status: "queued" | "running" | "finished" | "failed";
  queue_position: number | null;
}

/** Equal text is left alone, so that screen readers do not say it again. */
export function setText(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

/** One sentence for what waits or is being graded; `grading` counts from 1, more after a fault of ours. */
export function sentence(standing: Standing, grading: number): string {
  if (standing.status === "queued") {
    return standing.queue_position === null ? texts.waiting : texts.place(standing.queue_position);
  }
  return grading > 1 ? texts.again(grading) : texts.running;
}

/** The rows below `root`, one `[data-phase]` each. */
export class Phases {
  readonly #root: Element;
  /** When each running phase began, by this browser's clock. */
  readonly #began = new Map<string, number>();

  constructor(root: Element) {
    this.#root = root;
  }

  show(phases: readonly Phase[]): void {
    for (const phase of phases) {
      const row = this.#row(phase.name);
      if (!row) continue;
      row.dataset["state"] = phase.state;
      setText(row.querySelector("[data-word]"), texts.states[phase.state]);
      const counted = phase.state === "running" && phase.done !== null && phase.total !== null;
      setText(row.querySelector("[data-units]"), counted ? texts.units(phase.done ?? 0, phase.total ?? 0) : "");
      if (phase.state === "running") {
        if (phase.wall_ms !== null || !this.#began.has(phase.name)) {
          this.#began.set(phase.name, performance.now() - (phase.wall_ms ?? 0));
        }
      } else {
        this.#began.delete(phase.name);
        setText(row.querySelector("[data-elapsed]"), phase.wall_ms === null ? "" : duration(phase.wall_ms));
      }
    }
    this.tick();
  }

  /** Another grading: nothing of the last one runs on. */
  reset(): void {
    this.#began.clear();
  }

  tick(): void {
    for (const [name, start] of this.#began) {
      setText(this.#row(name)?.querySelector("[data-elapsed]") ?? null, duration(Math.max(0, performance.now() - start)));
    }
  }

  #row(name: string): HTMLElement | null {
    return this.#root.querySelector<HTMLElement>(`[data-phase="${CSS.escape(name)}"]`);
  }
}
