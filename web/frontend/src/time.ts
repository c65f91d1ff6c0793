// Times and durations in words, in the reader's time zone.

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

export function localTime(date: Date): string {
  return moment.format(date);
}

/** The time of day; with its day, if that is not today. */
export function briefTime(date: Date, now = new Date()): string {
  return date.toDateString() === now.toDateString() ? timeOfDay.format(date) : moment.format(date);
}

/** Shows every `<time datetime>` in the reader's time zone, where asked for in brief; the original stays on hover. */
export function localTimes(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[datetime]")) {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    time.title = time.textContent ?? "";
    time.textContent = "brief" in time.dataset ? briefTime(date) : localTime(date);
  }
}

/** As the server writes durations: `320 ms`, `1.3 s`, `2 min 5 s`; one decimal, since these run. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
