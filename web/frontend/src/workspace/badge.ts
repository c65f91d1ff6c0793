// Badges of verdicts and statuses: icon, word and hue as the server draws them (web/src/pages/{verdict,icons}.rs).
import { element } from "./dom.js";
import type { Item } from "./protocol.js";
import { progress as texts } from "./texts.js";

const CHECK = '<path d="M3 8.5l3.2 3.2L13 4.8"/>';
const CLOCK = '<circle cx="8" cy="8" r="5.75"/><path d="M8 4.7V8l2.3 1.6"/>';

type Look = readonly [hue: string, icon: string];

const CROSS: Look = ["wrong", '<path d="M4 4l8 8M12 4l-8 8"/>'];

const VERDICTS: Record<string, Look> = {
  accepted: ["accepted", CHECK],
  compile_error: [
    "wrong",
    '<path d="M6 2.5C4 2.5 4.5 8 2.5 8 4.5 8 4 13.5 6 13.5M10 2.5c2 0 1.5 5.5 3.5 5.5C11.5 8 12 13.5 10 13.5"/>',
  ],
  forbidden_code: ["wrong", '<circle cx="8" cy="8" r="5.5"/><path d="M4.2 4.2l7.6 7.6"/>'],
  wrong_answer: CROSS,
  runtime_error: ["wrong", '<path d="M9 2L4 9h4l-1 5 5-7H8z"/>'],
  incomplete: ["wrong", '<circle cx="8" cy="8" r="5.5" stroke-dasharray="3 2.3"/>'],
  tampered: ["wrong", '<path d="M8 2l5 2v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z"/><path d="M8 5.5v3M8 10.7v.1"/>'],
  data_race: ["fault", '<path d="M2 4h3.5l5 8H14M2 12h3.5l5-8H14"/><path d="M12 2l2 2-2 2M12 10l2 2-2 2"/>'],
  deadlock: [
    "fault",
    '<rect x="3" y="7" width="10" height="6.5" rx="1.5"/><path d="M5.3 7V5a2.7 2.7 0 0 1 5.4 0v2"/>',
  ],
  goroutine_leak: ["fault", '<path d="M8 2.2c2.4 2.9 4 5 4 7.2a4 4 0 0 1-8 0c0-2.2 1.6-4.3 4-7.2z"/>'],
  time_limit: ["limit", CLOCK],
  memory_limit: [
    "limit",
    '<rect x="4" y="4" width="8" height="8" rx="1"/><path d="M6.5 4V2M9.5 4V2M6.5 14v-2M9.5 14v-2M4 6.5H2M4 9.5H2M14 6.5h-2M14 9.5h-2"/>',
  ],
  output_limit: ["limit", '<path d="M3 4h10M3 8h10M3 12h6"/>'],
};

const STATUSES: Record<Item["status"], Look> = {
  queued: ["busy", '<circle cx="3.5" cy="8" r="1"/><circle cx="8" cy="8" r="1"/><circle cx="12.5" cy="8" r="1"/>'],
  running: ["busy", CLOCK],
  finished: ["busy", CHECK],
  failed: [
    "ours",
    '<path d="M13.2 4.7a3.3 3.3 0 0 1-4.4 4L4.6 13 3 11.4l4.3-4.2a3.3 3.3 0 0 1 4-4.4L9.4 4.7l1.9 1.9z"/>',
  ],
};

export function badge(item: Item): HTMLElement {
  const [hue, drawing] = (item.verdict === null ? undefined : VERDICTS[item.verdict]) ?? STATUSES[item.status];
  const word = item.verdict_title ?? texts.badges[item.status];
  return element("span", { class: `badge hue-${hue}` }, icon(drawing), word);
}

function icon(drawing: string): Node {
  const markup = `<svg xmlns="http://www.w3.org/2000/svg" class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${drawing}</svg>`;
  return document.importNode(new DOMParser().parseFromString(markup, "image/svg+xml").documentElement, true);
}
