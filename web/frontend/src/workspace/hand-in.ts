// The buttons below the editors: save, run, submit. What is handed in is saved first, and never handed in twice.
import { setText } from "../progress.js";
import { element, randomName } from "./dom.js";
import { type Challenge, type Item, REHEARSAL } from "./protocol.js";
import type { Purpose, Saving } from "./saving.js";
import type { HandInAnswer, Server } from "./server.js";
import { handIn as texts } from "./texts.js";

type What = "runs" | "attempts";

export interface Ports<M> {
  /** Remembers the texts as they are now. */
  mark(): M;
  /** Handed in, with the texts of that moment. */
  created(item: Item, marks: M): void;
  /** Not handed in after all. */
  forget(marks: M): void;
  /** Somebody asked for it, and is to hear what came of it. */
  saved(): void;
  /** The server's time. */
  now(): number;
}

/** Pauses before a hand-in without an answer is sent again. */
const PAUSES_MS = [1_000, 3_000];

export class HandIn<M> {
  readonly #form: HTMLFormElement;
  readonly #saving: Saving;
  readonly #server: Server;
  readonly #ports: Ports<M>;
  readonly #said: HTMLElement;
  readonly #dialog: HTMLDialogElement | null;
  /** Keys of hand-ins whose answers never came, by what was handed in. */
  readonly #keys = new Map<string, string>();
  #challenge: Challenge | null = null;
  /** How many attempts the dialog speaks of. */
  #left: number | null = null;
  #busy = false;
  /** The form is on its way as a form: this submit is the page's own. */
  #leaving = false;

  constructor(form: HTMLFormElement, saving: Saving, server: Server, ports: Ports<M>) {
    this.#form = form;
    this.#saving = saving;
    this.#server = server;
    this.#ports = ports;
    this.#said = element("p", { class: "said", role: "status" });
    form.querySelector(".actions")?.after(this.#said);
    this.#dialog = form.querySelector("dialog[data-confirm]");
    this.#dialog?.addEventListener("click", (event) => this.#decide(event));
    form.addEventListener("submit", (event) => void this.#pressed(event));
  }

  /** What may still be handed in. */
  show(challenge: Challenge): void {
    this.#challenge = challenge;
    if (challenge.slug !== REHEARSAL) this.#count(challenge.attempts.used, challenge.attempts.of);
    this.tick();
  }

  #count(used: number, of: number): void {
    const submit = this.#form.querySelector("[data-submit]");
    const heading = this.#dialog?.querySelector("h2");
    const left = of - used;
    if (submit) setText(submit, texts.submitLabel(left));
    if (heading && left > 0) setText(heading, texts.submitHeading(left));
    this.#left = left;
    setText(this.#dialog?.querySelector("[data-attempts-left]") ?? null, texts.left(left));
    disable(submit, left <= 0);
  }

  tick(): void {
    disable(this.#form.querySelector("[data-run]"), this.#wait() > 0);
  }

  /** The work is over, or goes on after all. */
  close(on: boolean): void {
    for (const control of this.#form.querySelectorAll<HTMLButtonElement | HTMLInputElement>(".actions button, .upload input")) {
      control.disabled = on;
    }
    if (!on) return this.say("");
    if (this.#dialog?.open) this.#dialog.close();
    this.#said.replaceChildren(element("a", { href: "/take" }, texts.overview));
  }

  async #pressed(event: SubmitEvent): Promise<void> {
    if (this.#leaving) return;
    event.preventDefault();
    const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
    if (pressed?.closest("dialog")) return;
    if (this.#hasUploads()) return this.#leave(pressed);
    if (pressed?.value === "run") return this.#run();
    if (pressed?.value === "submit") return this.#ask();
    await this.#saving.save("version");
    this.#ports.saved();
  }

  #run(): Promise<void> | void {
    const wait = this.#wait();
    return wait > 0 ? this.say(texts.tooSoon(Math.ceil(wait / 1000))) : this.#handIn("runs");
  }

  #ask(): Promise<void> | void {
    if (this.#left !== null && this.#left <= 0) return this.say(texts.noneLeft);
    return this.#dialog ? this.#dialog.showModal() : this.#handIn("attempts");
  }

  /** Buttons of the dialog are buttons of the form: they must not submit it. */
  #decide(event: Event): void {
    const pressed = event.target instanceof Element ? event.target.closest("button") : null;
    if (!pressed) return;
    event.preventDefault();
    this.#dialog?.close();
    if (pressed.matches("[data-confirmed]")) void this.#handIn("attempts");
  }

  /** Files were chosen: the form goes as a form, since only the server can unpack them. */
  async #leave(pressed: HTMLButtonElement | null): Promise<void> {
    if (this.#busy) return this.say(texts.busy);
    this.#busy = true;
    const saved = await this.#isSaved();
    // While the event of the press is under way, browsers ignore another one.
    await new Promise((resolve) => setTimeout(resolve));
    this.#busy = false;
    if (!saved) return;
    this.#leaving = true;
    this.#form.requestSubmit(pressed);
    // Only then: if the browser stops on its way, the next press works as the first did.
    this.#leaving = false;
  }

  async #handIn(what: What): Promise<void> {
    if (this.#busy) return this.say(texts.busy);
    this.#busy = true;
    this.say(texts.running);
    const marks = this.#ports.mark();
    try {
      const answer = (await this.#isSaved("something")) ? await this.#send(what) : null;
      if (answer?.kind === "created") {
        this.say(answer.item.purpose === "run" ? texts.run : texts.attempt(answer.item.attempt_number));
        return this.#ports.created(answer.item, marks);
      }
      this.#ports.forget(marks);
      if (answer) this.#refused(answer);
    } finally {
      this.#busy = false;
    }
  }

  async #send(what: What): Promise<HandInAnswer> {
    const { revision } = this.#saving.state;
    const subject = `${what} ${revision}`;
    const key = this.#keys.get(subject) ?? randomName();
    this.#keys.set(subject, key);
    let answer = await this.#server.handIn(what, revision, key);
    for (const pause of PAUSES_MS) {
      if (answer.kind !== "away") break;
      await new Promise((resolve) => setTimeout(resolve, pause));
      answer = await this.#server.handIn(what, revision, key);
    }
    // Without an answer it may have arrived: the next press asks for the same one.
    if (answer.kind !== "away") this.#keys.delete(subject);
    return answer;
  }

  /** Whether what is here is what the server has; if not, says why. */
  async #isSaved(purpose?: Purpose): Promise<boolean> {
    const outcome = await this.#saving.save(purpose);
    if (outcome === "saved") return true;
    const { trouble } = this.#saving.state;
    if (outcome === "conflict") this.say(texts.notSaved.conflict);
    else if (outcome === "signed-out") this.say(texts.signedOut);
    else if (outcome === "other-link") this.say(texts.otherLink);
    else if (outcome === "away") this.say(texts.notSaved.away);
    else if (trouble?.kind === "refused") this.say(texts.notSaved.refused(trouble.why));
    // What is over says so by itself.
    return false;
  }

  #refused(answer: Exclude<HandInAnswer, { kind: "created" }>): void {
    switch (answer.kind) {
      case "too-often":
        return this.say(texts.tooSoon(answer.seconds));
      case "conflict":
        return this.say(texts.overtaken(answer.current.revision));
      case "away":
        return this.say(texts.unreachable);
      case "signed-out":
        return this.say(texts.signedOut);
      case "other-link":
        this.#saving.halt();
        return this.say(texts.otherLink);
      case "closed":
        return this.#saving.close();
      case "refused":
        return this.say(answer.key === "no-attempts-left" ? texts.noneLeft : answer.why);
    }
  }

  /** Milliseconds until the next run. */
  #wait(): number {
    const again = this.#challenge?.run_again_at;
    return again ? Math.max(0, Date.parse(again) - this.#ports.now()) : 0;
  }

  #hasUploads(): boolean {
    const inputs = [...this.#form.querySelectorAll<HTMLInputElement>("input[type=file]")];
    return inputs.some((input) => (input.files?.length ?? 0) > 0);
  }

  /** Says something beside the buttons. */
  say(text: string): void {
    setText(this.#said, text);
  }
}

/** Not usable now, but reachable: whoever presses it hears why. */
function disable(control: Element | null, on: boolean): void {
  if (on) control?.setAttribute("aria-disabled", "true");
  else control?.removeAttribute("aria-disabled");
}
