// Every sentence of the workspace's scripts, of the code editor and of the progress that other pages share with it.
// One constant for each part, so that a bundle carries only what it says; whoever translates, translates this file.

function ordinal(n: number): string {
  const teens = n % 100 >= 11 && n % 100 <= 13;
  return n + (teens ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th"));
}

const counted = (n: number, one: string, more = `${one}s`) => `${n} ${n === 1 ? one : more}`;

export const editor = {
  label: (path: string, leave: string) => `${path}. Tab indents. ${leave}`,
  indents: " indents. ",
  /** How to leave the editor: words, with keys between backquotes. */
  leave: {
    default: "To leave the editor: `Esc`, then `Tab`.",
    vim: "To leave the editor: `Esc`, then `Tab`. `:w` saves.",
    emacs: "To leave the editor: `Esc`, then `Tab`. `Ctrl` `X`, `Ctrl` `S` saves.",
  },
};

export const progress = {
  waiting: "Waiting for a worker.",
  place: (n: number) => `Waiting for a worker: ${ordinal(n)} in the queue.`,
  running: "In the sandbox now.",
  again: (n: number) => `In the sandbox now, for the ${ordinal(n)} time: before, our side failed.`,
  byItself: "This page updates by itself.",
  units: (done: number, total: number) => `${done} of ${total}`,
  states: { waiting: "waiting", running: "running", done: "done" },
  badges: { queued: "Queued", running: "Being graded", finished: "Graded", failed: "Not graded" },
  phases: {
    check: "Check the source",
    build: "Build",
    test: "Test under the race detector",
    benchmark: "Benchmark",
    score: "Score",
  } as Record<string, string>,
};

export const items = {
  name: (purpose: string, number: number | null) =>
    purpose === "attempt" ? `Attempt ${number ?? ""}`.trimEnd() : purpose === "rehearsal" ? "Rehearsal" : "Run",
  points: (earned: number, max: number) => `${Math.round(earned * 10) / 10} of ${Math.round(max * 10) / 10}`,
  notCounted: "not counted",
  handedIn: (name: string) => `${name} is handed in.`,
  finished: (name: string, result: string) => `${name}: ${result}${result.endsWith(".") ? "" : "."}`,
};

export const clock = {
  left: (hours: number, minutes: number) => (hours > 0 ? `${hours} h ${minutes} min left` : `${minutes} min left`),
  last: (minutes: number, seconds: number) => (minutes > 0 ? `${minutes} min ${seconds} s left` : `${seconds} s left`),
  over: "Time is up",
  mark: (minutes: number) => `${counted(minutes, "minute")} left.`,
  end: "Time is up. What you saved last is handed in for you.",
};

export const saving = {
  saved: (revision: number) => `Saved as version ${revision}`,
  nothing: "Nothing saved yet: this is the starter",
  saving: "Saving",
  unsaved: "Not saved yet",
  refused: (why: string) => `Not saved: ${why}`,
  away: "No connection. Your text is kept here, and saved once the server answers",
  awayUnkept: "No connection, and this browser keeps nothing for us. Leave this page open: it saves once the server answers",
  signedOut: "This browser has lost your invitation. Open your link in another tab: what you typed is kept here, and saved then",
  otherLink:
    "Another link was opened in this browser since this page was. What you wrote is still in this tab: open your link again in another one, come back, and go on",
  otherLinkUnkept:
    "Another link was opened in this browser since this page was. What you wrote is in this tab alone: leave it open, open your link again in another one, come back, and go on",
  conflict: "Not saved: there is another version. Choose one below",
  closed: (revision: number) =>
    revision > 0 ? `Your work is over. Version ${revision}, saved last, is handed in for you` : "Your work is over",
  closedUnsent: "What you typed after it did not reach us in time",
  restored: "What you typed before is back",
  elsewhere: "A version saved elsewhere is shown now; Undo brings yours back",
};

export const conflict = {
  heading: "There is another version of your files",
  what: (revision: number, time: string | null, from: string) =>
    `Version ${revision} was saved${from}${time === null ? "" : `, ${time}`}. What you have here was made from an earlier one. Nothing was overwritten: choose which one goes on.`,
  origins: {
    browser: " in another window, or on another device",
    upload: " by an upload",
    api: " by a program that has your link",
    git: " by a push with git",
  } as Record<string, string>,
  theirs: (revision: number) => `Version ${revision}, as it was saved`,
  mine: "Yours, as it is here",
  absent: "This file is not in it.",
  same: (path: string) => `${path} is the same in both.`,
  takeTheirs: "Take theirs",
  keepMine: "Keep mine",
  kept: "Yours goes on. The other version stays in your history.",
  taken: "The other version is in the editor now. Undo there brings yours back.",
};

export const handIn = {
  running: "Saving, then handing in",
  run: "The visible tests are on their way.",
  attempt: (number: number | null) => (number === null ? "Your attempt is on its way." : `Attempt ${number} is on its way.`),
  /** As the server says it on the page. */
  submitLabel: (left: number) => (left > 0 ? `Submit (${counted(left, "attempt")} left)` : "No attempt is left"),
  submitHeading: (left: number) => `Submit (${counted(left, "attempt")} left)?`,
  /** As the server says it in the dialog. */
  left: (n: number) =>
    n > 1 ? `${n} attempts are left, this one included` : n === 1 ? "This is your last attempt" : "No attempt is left",
  noneLeft: "You have no attempts left at this challenge.",
  tooSoon: (seconds: number) => `You can run again in ${counted(seconds, "second")}.`,
  unreachable: "The server does not answer. Nothing was handed in twice: press again in a moment.",
  signedOut: "This browser has lost your invitation. Open your link in another tab, then press again.",
  otherLink: "Not handed in: another link was opened in this browser. Open yours again in another tab, come back, and press again.",
  overtaken: (revision: number) =>
    `Not handed in: version ${revision} of your files was saved elsewhere at the same moment. Look at it, then press again.`,
  busy: "One moment: the last one is still on its way.",
  notSaved: {
    conflict: "Not handed in: there is another version of your files. Choose one first.",
    away: "Not handed in: your files could not be saved, because the server does not answer.",
    refused: (why: string) => `Not handed in: ${why}`,
  },
  overview: "To the overview",
};

export const notes = {
  heading: (name: string, time: string) => `Notes on your code: ${name}, ${time}`,
  none: "Nothing was found about single lines.",
  count: (n: number) => counted(n, "note") + " on your code.",
  place: (file: string, line: number) => `${file}:${line}`,
  gone: (file: string) => `${file}, a line that is gone`,
  severities: { error: "Error", warning: "Warning", info: "Remark" },
};

export const tabs = { label: "Files" };

export const settings = {
  failed: "These keys could not be loaded. The plain ones stay.",
};
