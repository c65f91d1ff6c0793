// A candidate's page of one challenge, as somebody in front of it uses it.
import assert from "node:assert/strict";
import { until } from "./until.mjs";

export class Workspace {
  constructor(visitor, invited) {
    this.visitor = visitor;
    this.page = visitor.page;
    this.invited = invited;
    this.state = this.page.locator("[data-save-state]");
    this.run = this.page.locator("button[data-run]");
    this.submit = this.page.locator("button[data-submit]");
    this.dialog = this.page.locator("dialog[data-confirm]");
    this.conflict = this.page.locator("[data-conflict]");
    this.items = this.page.locator("[data-items] > li");
  }

  /** Follows the link, and begins or goes on. */
  static async enter(visitor, invited) {
    const { page } = visitor;
    await visitor.open(invited.path);
    assert.equal(new URL(page.url()).pathname, "/take");
    const start = page.getByRole("button", { name: /^Start/ });
    await start.or(page.getByRole("link", { name: "Worker pool", exact: true })).click();
    await page.waitForURL(({ pathname }) => pathname === "/take/worker-pool");
    return new Workspace(visitor, invited);
  }

  /** What the form would send. */
  text() {
    return this.page.locator("textarea[data-code]").first().inputValue();
  }

  async shows(text) {
    await until("the page to show the text", async () => (await this.text()) === text);
  }

  /** Replaces everything; does not wait until it is saved. */
  async write(text) {
    await this.visitor.write(text);
    assert.equal(await this.text(), text);
  }

  /** Waits until the server has what is in the editor, and the page says so. */
  async saved() {
    await this.invited.has(await this.text());
    await this.is("saved");
  }

  /** Waits until the page says that what was typed is saved, offline, and so on. */
  async is(...kinds) {
    await this.page.locator(kinds.map((kind) => `[data-save-state][data-kind=${kind}]`).join(", ")).waitFor();
  }

  /** Submits through the dialog. */
  async submitAll() {
    await this.submit.click();
    await this.dialog.locator("[data-confirmed]").click();
    await this.dialog.waitFor({ state: "hidden" });
  }

  /** Waits until a run or an attempt is graded, and the page that was open all the while shows it; answers the item. */
  async graded(purpose) {
    const item = await this.invited.graded(purpose);
    await this.items.and(this.page.locator(`[data-id="${item.id}"]`)).getByText(item.verdict_title).first().waitFor();
    return item;
  }
}
