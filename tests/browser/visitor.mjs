// Someone in front of a browser: what they do, what they can see, and what must never happen to them.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { launch } from "../../web/frontend/test/browser.mjs";

// The pages' own packages have what looking at them needs, pinned.
const axe = createRequire(new URL("../../web/frontend/package.json", import.meta.url))("axe-core");

const SCREENSHOTS = new URL("../../target/screenshots/", import.meta.url).pathname;
const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };
/** Phone and desktop, and a screen of 1280 x 720 or so at 200 and at 400 per cent: WCAG 1.4.10. */
const SIZES = [{ width: 320, height: 256 }, { width: 640, height: 360 }, { width: 390, height: 844 }, { width: 1280, height: 844 }];
const THEMES = ["light", "dark", "contrast"];
/** Grading waits its turn on a busy machine. */
const GRADED_MS = 180_000;

export { launch };

export class Visitor {
  #context;
  #faults = [];
  #scripts = true;

  /** `options` are those of a browser context. Whatever the policy refuses or a script throws fails the test at its end. */
  static async arrive(t, browser, origin, options = {}) {
    const visitor = new Visitor();
    visitor.#scripts = options.javaScriptEnabled !== false;
    const base = { viewport: DESKTOP, baseURL: origin, reducedMotion: "reduce", locale: "en-GB" };
    visitor.#context = await browser.newContext({ ...base, ...options });
    await visitor.#open();
    t.after(async () => {
      await visitor.#context.close();
      assert.deepEqual(visitor.#faults, [], "errors in the console");
    });
    return visitor;
  }

  /** The same person, browser and list of faults in another tab. */
  async another() {
    const other = new Visitor();
    [other.#context, other.#faults, other.#scripts] = [this.#context, this.#faults, this.#scripts];
    await other.#open();
    return other;
  }

  async #open() {
    this.page = await this.#context.newPage();
    this.page.on("console", (message) => message.type() === "error" && this.#faults.push(message.text()));
    this.page.on("pageerror", (error) => this.#faults.push(String(error)));
    this.page.on("response", (answer) => this.#hold(answer));
  }

  /** Takes the console's errors that `expected` matches off the list; the rest still fails the test. */
  forgive(expected) {
    // In place: other tabs have the same list.
    this.#faults.splice(0, Infinity, ...this.#faults.filter((fault) => !expected.test(fault)));
  }

  /** Every page, however somebody came to it, has the policy. */
  #hold(answer) {
    if (!answer.request().isNavigationRequest()) return;
    const policy = answer.headers()["content-security-policy"] ?? "none";
    if (!policy.includes("default-src 'none'") || policy.includes("unsafe-")) this.#faults.push(`${answer.url()}: ${policy}`);
  }

  open(path) {
    return this.page.goto(path);
  }

  async write(code) {
    const editor = this.page.locator("code-editor .cm-content").first();
    await editor.click();
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.insertText(code);
  }

  async handIn() {
    await this.page.getByRole("button", { name: "Hand in", exact: true }).click();
    await this.page.waitForURL(/\/submissions\/[0-9a-f-]{36}$/);
  }

  /** Waits for the report and answers verdict and score. */
  async report() {
    await this.page.locator("#score").waitFor({ timeout: GRADED_MS });
    const verdict = (await this.page.locator("h1 .badge").innerText()).trim();
    return { verdict, score: Number(await this.page.locator(".total .big").innerText()) };
  }

  /** Presses the switch for "light", "dark" or "contrast". */
  async theme(name) {
    await this.page.locator(`.themes button[value=${name}]`).click();
    await this.page.locator(`html[data-theme=${name}]`).waitFor();
  }

  /** Desktop and phone, for people to look at, into target/screenshots. */
  async picture(name) {
    await mkdir(SCREENSHOTS, { recursive: true });
    const before = this.page.viewportSize();
    for (const [kind, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      await this.page.setViewportSize(size);
      await this.page.evaluate(() => scrollTo(0, 0));
      await this.page.screenshot({ path: `${SCREENSHOTS}${name}-${kind}.png`, fullPage: true });
    }
    await this.page.setViewportSize(before);
  }

  /** Presses Tab until `what`, a text or a pattern, has the focus; every stop on the way must show that it has it. */
  async tabTo(what) {
    const is = (name) => (what instanceof RegExp ? what.test(name) : name === what);
    const seen = [];
    for (let presses = 0; presses < 100; presses++) {
      await this.page.keyboard.press("Tab");
      const at = await this.page.evaluate(focused);
      assert.ok(at.ring, `a visible focus on ${at.what.slice(0, 200)}`);
      if (is(at.what)) return;
      seen.push(at.what.slice(0, 40));
    }
    assert.fail(`expected Tab to reach ${what} within 100 presses, got ${seen.join(" | ")}`);
  }

  /** Holds what is on the screen to what every page has to be, and takes its picture. */
  async inspect(name) {
    await this.picture(name);
    await this.fits();
    // axe waits for timers, which do not come where scripts are off.
    if (!this.#scripts) return;
    const html = this.page.locator("html");
    const chosen = await html.getAttribute("data-theme");
    const turn = (theme) => html.evaluate((element, value) => (element.dataset.theme = value), theme);
    for (const theme of THEMES) {
      await turn(theme);
      await this.accessible();
    }
    await turn(chosen);
  }

  /** At every size and magnification: one direction of scrolling, and no control that is cut off or covered. */
  async fits() {
    const before = this.page.viewportSize();
    for (const size of SIZES) {
      await this.page.setViewportSize(size);
      const { wide, hidden } = await this.page.evaluate(unreachable);
      const where = `${this.page.url()} in ${size.width} x ${size.height} px`;
      assert.ok(wide <= size.width, `${where} scrolls sideways: ${wide} px`);
      assert.deepEqual(hidden, [], `${where}: controls that are cut off or covered`);
    }
    await this.page.setViewportSize(before);
  }

  async accessible() {
    // Evaluation by the debugging protocol is not bound by the policy, which refuses added scripts.
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
    const said = violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target).join(" | ")}`);
    assert.deepEqual(said, [], `${this.page.url()} in ${await this.page.locator("html").getAttribute("data-theme")}`);
  }
}

/** In the page: its width, and every control that does not come to light when it is scrolled to. */
function unreachable() {
  const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0'], .cm-content";
  const all = (root) => [...root.querySelectorAll("*")].flatMap((it) => [it, ...(it.shadowRoot ? all(it.shadowRoot) : [])]);
  const asked = (it) => it.matches(kinds) && it.tabIndex >= 0 && !it.closest(".skip, .vh, [type=hidden]");
  const dialog = document.querySelector("dialog[open]");
  const inner = (root, x, y) => {
    const hit = root.elementFromPoint(x, y);
    return hit?.shadowRoot && hit.shadowRoot !== root ? (inner(hit.shadowRoot, x, y) ?? hit) : hit;
  };
  const hidden = [];
  const { clientWidth, clientHeight, scrollWidth } = document.documentElement;
  for (const it of all(dialog ?? document).filter((it) => asked(it) && it.checkVisibility())) {
    it.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const rects = [...it.getClientRects()].filter((rect) => rect.width > 0 && rect.height > 0);
    // A link may go over two lines, and an editor or a chart be larger than the screen: some point of it has to be there.
    const points = rects.flatMap((r) => {
      const [left, right] = [Math.max(r.left, 0), Math.min(r.right, clientWidth)];
      const [top, bottom] = [Math.max(r.top, 0), Math.min(r.bottom, clientHeight)];
      return [0.5, 0.1, 0.9].map((part) => [(left + right) / 2, top + (bottom - top) * part]);
    });
    const isSeen = points.some(([x, y]) => {
      const hit = inner(document, x, y);
      return hit !== null && (it.contains(hit) || it.labels?.[0]?.contains(hit) || hit.getRootNode().host === it);
    });
    const isCut = !it.closest(".code, .scroll, .command, .cm-editor") && rects.some((r) => r.left < -1 || r.right > clientWidth + 1);
    if (!isSeen || isCut) hidden.push(`${it.localName} ${(it.textContent || it.id || it.className).trim().slice(0, 40)}`);
  }
  scrollTo(0, 0);
  return { wide: scrollWidth, hidden };
}

/** In the page: what has the focus, in words, and whether that can be seen. */
function focused() {
  const inner = (root) => (root.activeElement?.shadowRoot ? inner(root.activeElement.shadowRoot) : root.activeElement);
  const it = inner(document);
  // Between the page's last stop and its first.
  if (it === document.body) return { what: "", ring: true };
  const ring = getComputedStyle(it).outlineStyle !== "none" || it.closest(".cm-editor") !== null;
  const name = it.matches("select") ? it.labels[0].firstChild.textContent : it.textContent || it.name || it.localName;
  return { what: it.classList.contains("cm-content") ? "editor" : name.trim(), ring };
}
