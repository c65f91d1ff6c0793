// Where candidates work: the parts of the page, and who tells whom. Without this script the page is a form that works.
import { CodeEditor } from "../code-editor.js";
import { briefTime } from "../time.js";
import { Board, nameOf } from "./board.js";
import { ServerClock } from "./clock.js";
import { ClockView } from "./clock-view.js";
import { ConflictPanel } from "./conflict.js";
import { Copies } from "./copies.js";
import { element, randomName, storage } from "./dom.js";
import { Events } from "./events.js";
import { HandIn } from "./hand-in.js";
import { saveKey } from "./keys.js";
import { type Marks, Notes, noteLooks } from "./notes.js";
import { onPaper } from "./paper.js";
import { type Files, type Item, REHEARSAL, type Work } from "./protocol.js";
import { SaveView } from "./save-view.js";
import { Saving, type State } from "./saving.js";
import { Server } from "./server.js";
import { Settings } from "./settings.js";
import { Tabs } from "./tabs.js";
import { conflict as conflictTexts, notes as noteTexts } from "./texts.js";

class Workspace {
  readonly #form: HTMLFormElement;
  readonly #slug: string;
  readonly #areas: HTMLTextAreaElement[];
  readonly #editors = new Map<string, CodeEditor>();
  readonly #server: Server;
  readonly #saving: Saving;
  readonly #copies: Copies;
  readonly #tabs: Tabs;
  readonly #notes: Notes;
  readonly #handIn: HandIn<Marks>;
  readonly #conflict: ConflictPanel;
  readonly #saveView: SaveView;
  readonly #board: Board | null;
  readonly #time: ServerClock;
  readonly #clock: ClockView | null;
  readonly #events: Events | null;
  /** Texts as they were handed in, by the id of what was. */
  readonly #handedIn = new Map<string, Marks>();
  #file = "";
  /** When the newest state was true. */
  #newest = 0;
  #locked = false;
  /** Another link was opened in this browser: nothing is asked until somebody comes back. */
  #isElsewhere = false;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#slug = form.dataset["work"] ?? "";
    this.#areas = [...form.querySelectorAll<HTMLTextAreaElement>("textarea[data-code]")];
    const device = randomName();
    const invitation = form.dataset["invitation"] ?? "";
    this.#server = new Server(this.#slug, device, invitation);
    this.#copies = new Copies(storage(), this.#slug, device, invitation);
    this.#saveView = new SaveView(part("[data-save-state]"));
    this.#conflict = new ConflictPanel(part("[data-conflict]", form), {
      mine: () => this.#files(),
      keepMine: () => this.#resolved(() => this.#saving.keepMine(), conflictTexts.kept),
      takeTheirs: () => this.#resolved(() => this.#saving.takeTheirs(), conflictTexts.taken),
    });
    this.#saving = this.#makeSaving(device);
    const save = () => void this.#saving.save("version").then(() => this.#saveView.show(this.#saving.state, true));
    for (const area of this.#areas) this.#replace(area, save);
    this.#file = this.#editors.keys().next().value ?? "";
    this.#tabs = new Tabs([...form.querySelectorAll<HTMLElement>(".editor[data-file]")], (path) => this.#shown(path));
    this.#handIn = new HandIn(form, this.#saving, this.#server, {
      mark: () => this.#notes.mark(),
      forget: (marks) => this.#notes.forget(marks),
      created: (item, marks) => this.#created(item, marks),
      saved: () => this.#saveView.show(this.#saving.state, true),
      now: () => this.#time.now(),
    });
    const list = element("div", { class: "notes", hidden: "" });
    form.querySelector(".said")?.after(list);
    this.#notes = new Notes(list, this.#editors, (path) => this.#tabs.select(path));

    const board = document.querySelector<HTMLElement>("[data-handed-in]");
    this.#board = board && new Board(board, (item) => void this.#finished(item));
    const clock = document.querySelector<HTMLElement>("[data-clock]");
    this.#time = new ServerClock({ wall: Date.now, steady: () => performance.now() }, pageTime(clock));
    this.#clock =
      clock &&
      new ClockView(clock, this.#time, {
        ask: () => void this.#refresh(),
        lastCall: () => this.#saving.flush(),
        ended: () => this.#end(),
      });
    const address = board?.dataset["events"];
    this.#events = address ? new Events(address, (work) => this.#heard(work), () => void this.#refresh()) : null;
    this.#start(save);
  }

  #start(save: () => void): void {
    const settings = this.#form.querySelector<HTMLElement>("[data-editor-settings]");
    if (settings) new Settings(settings, [...this.#editors.values()], save);
    onPaper(this.#areas);
    // It scrolls by itself where there is room for two: then the keyboard has to reach it.
    part(".statement").tabIndex = 0;
    // What the server sent back with a reason is younger than anything that this browser kept.
    const copy = this.#isSentBack() ? null : this.#copies.adopt([...this.#editors.keys()]);
    if (copy) this.#saving.restore(copy);
    else if (this.#isSentBack()) this.#saveChanged(this.#saving.state);
    this.#form.addEventListener("focusout", () => this.#saving.flush());
    addEventListener("pagehide", () => this.#saving.flush());
    addEventListener("pageshow", (event) => event.persisted && this.#return());
    addEventListener("online", () => this.#return());
    addEventListener("beforeunload", (event) => {
      const { unsent, kept } = this.#saving.state;
      if (unsent && !kept) event.preventDefault();
    });
    // Another window of the same browser does not hide this one.
    addEventListener("focus", () => this.#isElsewhere && void this.#refresh());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#saving.flush();
      else void this.#refresh();
    });
    setInterval(() => this.#tick(), 1000);
    this.#tick();
  }

  #makeSaving(device: string): Saving {
    const revision = Number(this.#base()?.value ?? this.#form.dataset["revision"] ?? 0);
    const savedAt = document.querySelector<HTMLTimeElement>("[data-save-state] time")?.dateTime ?? null;
    const known = this.#isSentBack() ? null : this.#files();
    const ports = {
      files: () => this.#files(),
      show: (files: Files) => this.#show(files),
      save: (base: number, files: Files, autosave: boolean) => this.#server.save(base, files, autosave),
      draft: () => this.#server.draft(),
      keep: (base: number, files: Files) => this.#copies.keep(base, files),
      drop: () => this.#copies.drop(),
      after: (ms: number, run: () => void) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      changed: (state: State) => this.#saveChanged(state),
    };
    return new Saving(ports, { device, revision, savedAt, known });
  }

  #replace(area: HTMLTextAreaElement, save: () => void): void {
    const changed = () => {
      this.#saving.touch();
      this.#notes?.update();
    };
    const editor = CodeEditor.replace(area, changed, [saveKey(save), noteLooks]);
    this.#editors.set(editor.path, editor);
  }

  #files(): Files {
    return Object.fromEntries(this.#areas.map((area) => [area.name.replace(/^file:/, ""), area.value]));
  }

  #show(files: Files): boolean {
    const paths = Object.keys(files);
    if (paths.length !== this.#editors.size || !paths.every((path) => this.#editors.has(path))) {
      // Another set of files is another page.
      location.reload();
      return false;
    }
    for (const [path, editor] of this.#editors) editor.show(files[path] ?? "");
    return true;
  }

  #saveChanged(state: State): void {
    this.#saveView.show(state);
    this.#conflict.show(state.theirs);
    const base = this.#base();
    if (base) base.value = String(state.revision);
    if (state.kind === "closed") this.#lock(true);
    this.#follow(state.trouble?.kind !== "other-link");
  }

  /** Follows the events, unless another link was opened in this browser: then they would not be this page's. */
  #follow(on: boolean): void {
    if (on !== this.#isElsewhere) return;
    this.#isElsewhere = !on;
    if (on) this.#events?.open();
    else this.#events?.close();
  }

  #resolved(choose: () => void, said: string): void {
    choose();
    this.#editors.get(this.#file)?.view.focus();
    this.#handIn.say(said);
  }

  #shown(path: string): void {
    this.#file = path;
    this.#editors.get(path)?.view.requestMeasure();
  }

  /** The whole state, from an event or asked for. Answers may overtake each other. */
  #heard(work: Work): void {
    const now = Date.parse(work.now);
    if (now < this.#newest) return;
    this.#newest = now;
    this.#time.sync(now);
    this.#clock?.end(work.deadline);
    const over = work.state === "ended" || work.state === "expired";
    if (over) this.#saving.close();
    else if (this.#locked && !this.#clock?.isOver) this.#reopen();
    const challenge = work.challenges.find(({ slug }) => slug === this.#slug);
    if (challenge) {
      this.#handIn.show(challenge);
      this.#saving.heard(challenge.revision);
    }
    this.#board?.show(work.submissions.filter((item) => item.challenge === this.#slug));
  }

  async #refresh(): Promise<void> {
    const work = await this.#server.work();
    if (work === "other-link") return this.#saving.halt();
    if (!work) return;
    this.#saving.resume();
    this.#heard(work);
  }

  /** Back on the network, or on this page: what was open may be dead. */
  #return(): void {
    this.#saving.flush();
    if (!this.#isElsewhere) this.#events?.open();
    void this.#refresh();
  }

  #created(item: Item, marks: Marks): void {
    this.#handedIn.set(item.id, marks);
    this.#board?.add(item);
    // Where events are held up somewhere, what became of it is asked for at least once.
    void this.#refresh();
  }

  async #finished(item: Item): Promise<void> {
    const marks = this.#handedIn.get(item.id);
    this.#handedIn.delete(item.id);
    const notes = await this.#server.notes(item.id);
    const heading = noteTexts.heading(nameOf(item), briefTime(new Date(item.created_at)));
    if (notes) this.#notes.show(heading, notes, marks);
    if (marks) {
      this.#notes.forget(marks);
      // It was on its way.
      this.#handIn.say("");
    }
    this.#board?.say(item, notes && notes.length > 0 ? noteTexts.count(notes.length) : "");
  }

  #end(): void {
    // The sample challenge has no end.
    if (this.#slug === REHEARSAL) return;
    this.#lock(true);
    void this.#saving.finish();
  }

  #reopen(): void {
    this.#lock(false);
    this.#saving.reopen();
  }

  #lock(on: boolean): void {
    if (on === this.#locked) return;
    this.#locked = on;
    for (const editor of this.#editors.values()) editor.lock(on);
    this.#handIn.close(on);
  }

  #tick(): void {
    this.#clock?.tick();
    this.#handIn.tick();
  }

  /** Whether the areas carry what was typed rather than what was saved. */
  #isSentBack(): boolean {
    return this.#form.querySelector(":scope > .alert:not([data-saved]), [data-typed]") !== null;
  }

  #base(): HTMLInputElement | null {
    return this.#form.querySelector<HTMLInputElement>("input[name=base]");
  }
}

/** A part of the page that is there, or stands for itself unseen. */
function part(which: string, root: ParentNode = document): HTMLElement {
  return root.querySelector<HTMLElement>(which) ?? document.createElement("div");
}

/** The server's time as the page was made. */
function pageTime(clock: HTMLElement | null): number {
  const said = Date.parse(clock?.dataset["now"] ?? "");
  return Number.isNaN(said) ? Date.now() : said;
}

const form = document.querySelector<HTMLFormElement>("form[data-work]");
if (form) new Workspace(form);
