// A browser, and a server that sends what a test gives it under the pages' content security policy.
import { createServer } from "node:http";
import { chromium } from "playwright-core";

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const TYPES = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", html: "text/html; charset=utf-8" };

/** The browser of the system; CHROMIUM names another one. */
export function launch() {
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", ...quiet],
  });
}

/** Serves `content(path)`, a text or bytes; `events(path, response)` may take a request over. Answers origin and close. */
export async function serve(content, events = () => false) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (events(path, response)) return;
    try {
      const body = await content(path);
      const type = TYPES[path.split(".").pop()] ?? TYPES.html;
      response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}
